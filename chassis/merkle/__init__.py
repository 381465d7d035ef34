"""A tamper-evident log in a service's own database.

The transaction of an act inserts its leaf (`Log.append`); a `Sequencer` gives pending leaves their place in an RFC 6962
tree and signs a checkpoint; anybody who kept an earlier checkpoint can be shown that nothing was changed since
(`Log.inclusion`, `Log.consistency`), and `verify` finds what was. Payloads are ciphertext: the tree holds salted
commitments only, so that erasing a key leaves every proof whole.
"""

from chassis.merkle.checkpoint import Checkpoint, Inconsistent, KnownLog, Witness
from chassis.merkle.leaf import Leaf, LeafDraft, canonical, commitment
from chassis.merkle.log import Inclusion, Log
from chassis.merkle.note import BadNote, Kind, Note, Signer, Verifier
from chassis.merkle.sequencer import LogDamaged, Sequencer
from chassis.merkle.tables import LogTables, log_tables
from chassis.merkle.verification import Report, verify

__all__ = [
    "BadNote",
    "Checkpoint",
    "Inclusion",
    "Inconsistent",
    "Kind",
    "KnownLog",
    "Leaf",
    "LeafDraft",
    "Log",
    "LogDamaged",
    "LogTables",
    "Note",
    "Report",
    "Sequencer",
    "Signer",
    "Verifier",
    "Witness",
    "canonical",
    "commitment",
    "log_tables",
    "verify",
]
