"""The hub's tables, functions, policies and views, as SQL that can be run again at any time.

Nothing here needs more than a table, a key and a function: no sequences, triggers, extensions, advisory
locks or LISTEN, so that a PostgreSQL spread over several machines can hold it with `centre` as what it is
spread by. Every key begins with `centre`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.storage.hub import rights
from app.storage.hub.rights import ADMINISTRATOR, LOGIN_KINDS, OVERSEER, STATION, TRAINER, group_role

SHAPE = 1
"""Version of what is below. Stations refuse a hub whose `oldest_shape()` is above theirs."""
OLDEST_SHAPE = 1
"""The oldest shape whose stations may still exchange with this one."""
OWNER = "kaibo_owner"
"""Owns everything here, may not log in, and reads no record."""

_TABLES = """
CREATE TABLE IF NOT EXISTS kaibo.centres (
    centre text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    counter bigint NOT NULL DEFAULT 0,
    epoch bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS kaibo.logins (
    centre text COLLATE "C" NOT NULL,
    login text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    profile_id text COLLATE "C" NOT NULL DEFAULT '',
    created timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (centre, login)
);
CREATE INDEX IF NOT EXISTS logins_by_name ON kaibo.logins (login);
CREATE TABLE IF NOT EXISTS kaibo.stations (
    centre text COLLATE "C" NOT NULL,
    station text COLLATE "C" NOT NULL,
    name text NOT NULL,
    login text COLLATE "C" NOT NULL,
    version text NOT NULL,
    clock_offset double precision NOT NULL,
    outbox integer NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (centre, station)
);
CREATE TABLE IF NOT EXISTS kaibo.people (
    centre text COLLATE "C" NOT NULL,
    profile_id text COLLATE "C" NOT NULL,
    cohort_id text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    archived boolean NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (centre, profile_id)
);
CREATE INDEX IF NOT EXISTS people_by_cohort ON kaibo.people (centre, cohort_id);
CREATE TABLE IF NOT EXISTS kaibo.leaders (
    centre text COLLATE "C" NOT NULL,
    cohort_id text COLLATE "C" NOT NULL,
    profile_id text COLLATE "C" NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (centre, cohort_id, profile_id)
);
CREATE INDEX IF NOT EXISTS leaders_by_person ON kaibo.leaders (centre, profile_id);
CREATE TABLE IF NOT EXISTS kaibo.erased (
    centre text COLLATE "C" NOT NULL,
    profile_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (centre, profile_id)
);
CREATE TABLE IF NOT EXISTS kaibo.revisions (
    centre text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    revision bigint NOT NULL CHECK (revision BETWEEN 1 AND 281474976710656),
    hash text COLLATE "C" NOT NULL,
    owner_id text COLLATE "C" NOT NULL,
    station text COLLATE "C" NOT NULL,
    about_station text COLLATE "C" NOT NULL,
    deleted boolean NOT NULL,
    body json NOT NULL,
    counter bigint NOT NULL,
    clock_offset double precision NOT NULL,
    login text COLLATE "C" NOT NULL DEFAULT session_user,
    received timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (centre, kind, id, revision, hash)
);
CREATE INDEX IF NOT EXISTS revisions_by_counter ON kaibo.revisions (centre, counter);
CREATE INDEX IF NOT EXISTS revisions_by_owner ON kaibo.revisions (centre, owner_id, counter);
CREATE TABLE IF NOT EXISTS kaibo.pack_files (
    centre text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    part integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (centre, sha256, part)
);
"""

TABLES = ("centres", "logins", "stations", "people", "leaders", "erased", "revisions", "pack_files")
_UNSEEN_BY_OWNER = ("revisions", "pack_files")
_PUSHED = (
    "centre, kind, id, revision, hash, owner_id, station, about_station, deleted, body, counter, clock_offset"
)
"""The columns that a push fills; who pushed and when it came is the database's to say."""

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION kaibo.my_login()
RETURNS TABLE (login text, kind text, profile_id text, centre text, centre_name text, counter bigint,
               epoch bigint, shape integer, oldest_shape integer, now timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.login, l.kind, l.profile_id, c.centre, c.name, c.counter, c.epoch,
           kaibo.shape(), kaibo.oldest_shape(), clock_timestamp()
    FROM kaibo.logins l JOIN kaibo.centres c ON c.centre = l.centre
    WHERE l.login = session_user::text ORDER BY c.centre
$$;
CREATE OR REPLACE FUNCTION kaibo.my_centres(kind text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.centre FROM kaibo.logins l WHERE l.login = session_user::text AND l.kind = $1
$$;
CREATE OR REPLACE FUNCTION kaibo.my_centre(kind text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT min(l.centre) FROM kaibo.logins l WHERE l.login = session_user::text AND l.kind = $1
$$;
-- volatile: it must see what advance() did earlier in the same statement
CREATE OR REPLACE FUNCTION kaibo.my_counter() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.counter FROM kaibo.centres c JOIN kaibo.logins l ON l.centre = c.centre
    WHERE l.login = session_user::text AND l.kind <> 'overseer' ORDER BY c.centre LIMIT 1
$$;
CREATE OR REPLACE FUNCTION kaibo.my_stations() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.station FROM kaibo.stations s JOIN kaibo.logins l ON l.centre = s.centre AND l.login = s.login
    WHERE l.login = session_user::text
$$;
CREATE OR REPLACE FUNCTION kaibo.my_people() RETURNS TABLE (profile_id text, since bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.profile_id, greatest(p.since, g.since, me.since)
    FROM kaibo.logins l
    JOIN kaibo.people me ON me.centre = l.centre AND me.profile_id = l.profile_id
        AND me.role IN ('trainer', 'administrator') AND NOT me.archived
    JOIN kaibo.leaders g ON g.centre = l.centre AND g.profile_id = l.profile_id
    JOIN kaibo.people p ON p.centre = l.centre AND p.cohort_id = g.cohort_id
    WHERE l.login = session_user::text AND l.kind = 'trainer'
    UNION ALL
    SELECT l.profile_id, 0 FROM kaibo.logins l
    WHERE l.login = session_user::text AND l.kind = 'trainer' AND l.profile_id <> ''
$$;
CREATE OR REPLACE FUNCTION kaibo.my_cohorts() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.cohort_id
    FROM kaibo.logins l
    JOIN kaibo.people me ON me.centre = l.centre AND me.profile_id = l.profile_id
        AND me.role IN ('trainer', 'administrator') AND NOT me.archived
    JOIN kaibo.leaders g ON g.centre = l.centre AND g.profile_id = l.profile_id
    WHERE l.login = session_user::text AND l.kind = 'trainer'
$$;
CREATE OR REPLACE FUNCTION kaibo.is_free(profile_id text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM kaibo.people p JOIN kaibo.logins l ON l.centre = p.centre
        WHERE l.login = session_user::text AND p.profile_id = $1
        AND (p.role <> 'trainee' OR p.cohort_id <> '')
    )
$$;
CREATE OR REPLACE FUNCTION kaibo.advance(places integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE kaibo.centres c SET counter = c.counter + places
    WHERE places BETWEEN 1 AND 100000 AND c.centre = (
        SELECT min(l.centre) FROM kaibo.logins l
        WHERE l.login = session_user::text AND l.kind <> 'overseer'
    )
    RETURNING c.counter
$$;
CREATE OR REPLACE FUNCTION kaibo.note_station(
    station text, name text, version text, clock_offset double precision, outbox integer
) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO kaibo.stations AS s (centre, station, name, login, version, clock_offset, outbox)
    SELECT l.centre, $1, $2, l.login, $3, $4, $5 FROM kaibo.logins l
    WHERE l.login = session_user::text AND l.kind <> 'overseer' ORDER BY l.centre LIMIT 1
    ON CONFLICT (centre, station) DO UPDATE
    SET name = excluded.name, login = excluded.login, version = excluded.version,
        clock_offset = excluded.clock_offset, outbox = excluded.outbox, last_seen = now()
    WHERE s.login = excluded.login OR NOT EXISTS (
        SELECT FROM kaibo.logins l WHERE l.centre = s.centre AND l.login = s.login
    )
    RETURNING true
$$;
"""

_MAY_PUSH = """
-- volatile: the statement that asks it may have waited for the counter, and somebody was erased meanwhile
CREATE OR REPLACE FUNCTION kaibo.may_push(
    kind text, owner_id text, about_station text, deleted boolean, body json
) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM kaibo.logins l
        WHERE l.login = session_user::text
        AND ({rules})
        AND ($4 OR $1 = 'erasure' OR NOT EXISTS (
            SELECT FROM kaibo.erased e WHERE e.centre = l.centre AND e.profile_id = $2
        ))
    )
$$;
"""

_STAFF = """EXISTS (
            SELECT FROM kaibo.people p
            WHERE p.centre = l.centre AND p.profile_id = $2 AND p.role <> 'trainee'
        )"""
_NEW = """NOT EXISTS (
            SELECT FROM kaibo.people p WHERE p.centre = l.centre AND p.profile_id = $2
        )"""
_HERS = "$2 IN (SELECT m.profile_id FROM kaibo.my_people() m)"
_PUSH_RULES = {
    rights.ANY: "true",
    rights.OF_TRAINEES: f"NOT {_STAFF}",
    rights.OF_HERS: _HERS,
    rights.OF_HERS_OR_NEW: f"({_HERS} OR {_NEW})",
    rights.NEW_TRAINEES: "$5 ->> 'role' = 'trainee' AND kaibo.is_free($2)",
    rights.HER_TRAINEES: f"""$5 ->> 'role' = 'trainee' AND NOT {_STAFF} AND (
            {_HERS} OR (kaibo.is_free($2) AND (
                coalesce($5 ->> 'cohort_id', '') = '' OR $5 ->> 'cohort_id' IN (SELECT kaibo.my_cohorts())
            ))
        )""",
    rights.GONE_FROM_HERE: "$4 AND $3 IN (SELECT kaibo.my_stations())",
}
_READ_RULES = {
    rights.ANY: "true",
    rights.OF_HERS: "owner_id IN (SELECT m.profile_id FROM kaibo.my_people() m)",
    rights.FROM_HERE: "about_station IN (SELECT kaibo.my_stations())",
}

_VERSION = f"""
CREATE OR REPLACE FUNCTION kaibo.shape() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT {SHAPE}';
CREATE OR REPLACE FUNCTION kaibo.oldest_shape() RETURNS integer
LANGUAGE sql IMMUTABLE AS 'SELECT {OLDEST_SHAPE}';
"""

FUNCTIONS = (
    "shape()",
    "oldest_shape()",
    "my_login()",
    "my_centres(text)",
    "my_centre(text)",
    "my_counter()",
    "my_stations()",
    "my_people()",
    "my_cohorts()",
    "is_free(text)",
    "advance(integer)",
    "note_station(text, text, text, double precision, integer)",
    "may_push(text, text, text, boolean, json)",
)


def statements() -> Iterator[str]:
    """Everything inside the schema, in order; run as `OWNER`, in one transaction."""
    yield _TABLES
    yield _VERSION
    yield _FUNCTIONS
    yield _MAY_PUSH.format(rules=" OR ".join(_push_rules()))
    everyone = ", ".join(map(group_role, LOGIN_KINDS))
    yield f"GRANT USAGE ON SCHEMA kaibo TO {everyone};"
    for each in FUNCTIONS:
        yield f"REVOKE ALL ON FUNCTION kaibo.{each} FROM PUBLIC;"
        yield f"GRANT EXECUTE ON FUNCTION kaibo.{each} TO {everyone};"
    for table in TABLES:
        yield f"ALTER TABLE kaibo.{table} ENABLE ROW LEVEL SECURITY;"
        yield f"ALTER TABLE kaibo.{table} FORCE ROW LEVEL SECURITY;"
        yield f"REVOKE ALL ON kaibo.{table} FROM {everyone};"
        if table not in _UNSEEN_BY_OWNER:
            yield _policy("owner", table, "ALL", OWNER, using="true", check="true")
    yield from _revisions()
    yield from _other_tables()


def _push_rules() -> Iterator[str]:
    for login_kind, of_kinds in rights.MAY_PUSH.items():
        for rule in dict.fromkeys(of_kinds.values()):
            kinds = _array(rights.kinds_for(login_kind, rule, rights.MAY_PUSH))
            yield f"(l.kind = '{login_kind}' AND $1 = ANY ({kinds}) AND {_PUSH_RULES[rule]})"


def _revisions() -> Iterator[str]:
    for login_kind in LOGIN_KINDS:
        role = group_role(login_kind)
        conditions = [
            f"(kind = ANY ({_array(rights.kinds_for(login_kind, rule, rights.MAY_READ))})"
            f" AND {_READ_RULES[rule]})"
            for rule in dict.fromkeys(rights.MAY_READ[login_kind].values())
        ]
        using = f"{_centre(login_kind)} AND ({' OR '.join(conditions)})"
        yield f"GRANT SELECT ON kaibo.revisions TO {role};"
        yield _policy(f"{login_kind}_reads", "revisions", "SELECT", role, using=using)
        if login_kind == OVERSEER:
            continue
        check = (
            f"{_centre(login_kind)} AND counter > 0 AND counter <= (SELECT kaibo.my_counter())"
            f" AND (kind <> ALL ({_array(rights.OF_ITS_OWNER)}) OR id = owner_id)"
            " AND kaibo.may_push(kind, owner_id, about_station, deleted, body)"
        )
        yield f"GRANT INSERT ({_PUSHED}) ON kaibo.revisions TO {role};"
        yield _policy(f"{login_kind}_adds", "revisions", "INSERT", role, check=check)
    role = group_role(ADMINISTRATOR)
    yield f"GRANT DELETE ON kaibo.revisions TO {role};"
    yield _policy("administrator_deletes", "revisions", "DELETE", role, using=_centre(ADMINISTRATOR))


def _other_tables() -> Iterator[str]:
    administrator = group_role(ADMINISTRATOR)
    for table, wanted in {
        "people": "SELECT, INSERT, UPDATE, DELETE",
        "leaders": "SELECT, INSERT, UPDATE, DELETE",
        "erased": "SELECT, INSERT",
        "logins": "SELECT",
        "stations": "SELECT, DELETE",
        "pack_files": "SELECT, INSERT, DELETE",
    }.items():
        yield f"GRANT {wanted} ON kaibo.{table} TO {administrator};"
        yield _policy(
            "administrator",
            table,
            "ALL",
            administrator,
            using=_centre(ADMINISTRATOR),
            check=_centre(ADMINISTRATOR),
        )
    hers = "role = 'trainee' AND (cohort_id = '' OR cohort_id IN (SELECT kaibo.my_cohorts()))"
    role = group_role(TRAINER)
    yield f"GRANT SELECT, INSERT, UPDATE (cohort_id, role, archived, since) ON kaibo.people TO {role};"
    yield _policy(
        "trainer",
        "people",
        "ALL",
        role,
        using=f"{_centre(TRAINER)} AND {hers}",
        check=f"{_centre(TRAINER)} AND {hers}",
    )
    for login_kind in LOGIN_KINDS:
        role = group_role(login_kind)
        yield f"GRANT SELECT ON kaibo.centres TO {role};"
        yield _policy(f"{login_kind}_reads", "centres", "SELECT", role, using=_centre(login_kind))
    for login_kind in (STATION, TRAINER):
        role = group_role(login_kind)
        yield f"GRANT SELECT ON kaibo.pack_files TO {role};"
        yield _policy(f"{login_kind}_reads", "pack_files", "SELECT", role, using=_centre(login_kind))
    yield f"GRANT SELECT ON kaibo.stations TO {group_role(OVERSEER)};"
    yield _policy("overseer_reads", "stations", "SELECT", group_role(OVERSEER), using=_centre(OVERSEER))


def _centre(login_kind: str) -> str:
    """A row of the login's own centre. The inner SELECT is worked out once a statement, not once a row."""
    if login_kind == OVERSEER:
        return f"centre IN (SELECT kaibo.my_centres('{login_kind}'))"
    return f"centre = (SELECT kaibo.my_centre('{login_kind}'))"


def _policy(name: str, table: str, what: str, role: str, using: str = "", check: str = "") -> str:
    conditions = f" USING ({using})" if using else ""
    conditions += f" WITH CHECK ({check})" if check else ""
    return (
        f"DROP POLICY IF EXISTS {name} ON kaibo.{table};\n"
        f"CREATE POLICY {name} ON kaibo.{table} FOR {what} TO {role}{conditions};"
    )


def _array(kinds: tuple[str, ...] | Mapping[str, str]) -> str:
    return "ARRAY[" + ", ".join(f"'{each}'" for each in kinds) + "]::text[]"
