"""What can go wrong between a station and the hub, each as one sentence."""

from __future__ import annotations

import psycopg
from psycopg import errors as codes

from app.errors import ExpectedError
from app.i18n import msg


class HubError(ExpectedError):
    """The exchange with the hub could not be done, or not to its end. What is here stays here."""


class HubUnreachableError(HubError):
    """No connection, or it was lost. It may well work a little later."""


class HubRefusedError(HubError):
    """The hub does not let this login in, or not do that."""


class HubShapeError(HubError):
    """The hub and this program are of different ages, or the hub has not been set up."""


class HubPackError(HubError):
    """A lesson pack's bytes are not at the hub, or not the ones published."""


class HubBusyError(HubError):
    """Another window or command is exchanging just now, or the hub has too much to do."""


def unreachable(detail: str) -> HubUnreachableError:
    """The error of a hub that does not answer."""
    return HubUnreachableError(
        msg("连不上中心的数据库。数据都还在这台电脑上，一条也没有丢；网络恢复后再同步，会接着上次继续。"),
        detail,
    )


def refused(detail: str) -> HubRefusedError:
    """The error of a login or password that is not known."""
    return HubRefusedError(
        msg(
            "中心的数据库不接受这个登录名或密码。数据都还在这台电脑上；请让中心管理电脑的人检查登录名和密码文件。"
        ),
        detail,
    )


def not_an_address(detail: str) -> HubRefusedError:
    """The error of an address that is none."""
    return HubRefusedError(
        msg("看不懂中心数据库的地址。应该像这样：postgresql://192.168.1.10:5432/kaibo"), detail
    )


def not_allowed(detail: str) -> HubRefusedError:
    """The error of something that the login may not do."""
    return HubRefusedError(
        msg("这个登录名在中心的数据库里没有做这件事的权限，什么也没有改变。请让中心管理电脑的人处理。"),
        detail,
    )


def not_set_up(detail: str = "") -> HubShapeError:
    """The error of a database without the hub's tables."""
    return HubShapeError(
        msg("那个数据库里还没有建立中心的数据。请管理数据库的人先运行一次 kaibo hub init。"), detail
    )


def busy(detail: str = "") -> HubBusyError:
    """The error of a hub with too much to do just now."""
    return HubBusyError(
        msg("中心的数据库现在太忙，这次没有做完。数据都还在这台电脑上，过几分钟会接着继续。"), detail
    )


def is_passing(error: psycopg.Error) -> bool:
    """Whether the same transaction may well succeed when it is simply done again."""
    return isinstance(error, codes.SerializationFailure | codes.DeadlockDetected)


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection is gone, or never came about, for a reason that may pass."""
    if isinstance(error, codes.QueryCanceled | codes.LockNotAvailable):
        return False
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return _refusal(error) in ("", "busy")


def as_hub_error(error: psycopg.Error) -> HubError:
    """The sentence for an error of psycopg's; bugs of ours are raised again as they are."""
    detail = f"{type(error).__name__} {error.sqlstate or ''}: {error}".strip()
    if is_passing(error) or isinstance(
        error, codes.QueryCanceled | codes.LockNotAvailable | codes.TooManyConnections
    ):
        return busy(detail)
    if isinstance(error, codes.DiskFull):
        return HubError(
            msg("中心的数据库服务器磁盘满了，这次没有同步完。数据都还在这台电脑上；请告诉管理数据库的人。"),
            detail,
        )
    if isinstance(error, codes.ReadOnlySqlTransaction):
        return HubError(
            msg("中心的数据库现在只能读，不能写（可能是备用服务器），这次没有同步完。数据都还在这台电脑上。"),
            detail,
        )
    refusal = _refusal(error)
    if _is_wrong_login(error):
        return refused(detail)
    if refusal == "address":
        return not_an_address(detail)
    if refusal == "busy":
        return busy(detail)
    if refusal == "tls":
        return HubRefusedError(
            msg(
                "和中心数据库之间的加密连接没有建立起来：证书不对，或者服务器没有开启加密。什么也没有传出去；"
                "请让中心管理电脑的人检查地址里的 sslmode 和证书。"
            ),
            detail,
        )
    if refusal == "database" or isinstance(error, codes.InvalidCatalogName):
        return HubRefusedError(
            msg("那台服务器上没有地址里写的数据库。请管理数据库的人检查地址，或先建立数据库。"), detail
        )
    if isinstance(error, codes.InsufficientPrivilege):
        return not_allowed(detail)
    if isinstance(error, codes.InvalidSchemaName | codes.UndefinedFunction | codes.UndefinedTable):
        return not_set_up(detail)
    if is_lost(error):
        return unreachable(detail)
    raise error


def _is_wrong_login(error: psycopg.Error) -> bool:
    if isinstance(error, codes.InvalidPassword | codes.InvalidAuthorizationSpecification):
        return True
    return _refusal(error) == "login"


# What a server says, in English or Chinese, while a connection is opened: libpq passes on no code then.
_REFUSALS = {
    "login": (
        "password authentication failed",
        "认证失败",
        "no password supplied",
        "pg_hba.conf",
        "is not permitted to log in",
        "不允许登录",
    ),
    "database": ('FATAL:  database "', '数据库 "'),
    "busy": ("too many c", "太多", "remaining connection slots"),
    "address": ("invalid integer value", "invalid port", "invalid sslmode"),
    "tls": ("SSL", "certificate"),
}


def _refusal(error: psycopg.Error) -> str:
    """Why a server that was reached let nobody in, a key of `_REFUSALS`; "" when it was something else."""
    if error.sqlstate is not None or not isinstance(error, psycopg.OperationalError):
        return ""
    text = str(error)
    return next((why for why, said in _REFUSALS.items() if any(each in text for each in said)), "")
