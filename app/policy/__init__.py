"""What the centre decides for a machine: one TOML file, read before anything else and never changed here.

`docs/policy.md` describes each key for who looks after the machines, `docs/decisions/policy.md` says why a
broken file stops the program instead of being passed over.
"""

from __future__ import annotations

from app.policy.keys import policy_text
from app.policy.loading import filled_in, load_policy, policy_path
from app.policy.reading import read_policy
from app.policy.values import EVERYONE, LISTED, NO_POLICY, HubPolicy, Policy, PolicyError, SetByCentreError

__all__ = [
    "EVERYONE",
    "LISTED",
    "NO_POLICY",
    "HubPolicy",
    "Policy",
    "PolicyError",
    "SetByCentreError",
    "filled_in",
    "load_policy",
    "policy_path",
    "policy_text",
    "read_policy",
]
