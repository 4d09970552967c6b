"""The tables. Times are UTC; where people think in days, the local day is kept beside the time."""

from skinmetrics.clinic.tables.access import AuditEvent, AuditHead, OneTimeLink, SignIn, SignInFailure
from skinmetrics.clinic.tables.base import Base, LinkPurpose, Outcome, Purpose, RoleName, Side, UtcDateTime
from skinmetrics.clinic.tables.care import Note, Session, SessionPoint
from skinmetrics.clinic.tables.people import (
    Account,
    Assignment,
    Client,
    ClientKey,
    Clinic,
    Consent,
    Erasure,
    Installation,
    KeyCopy,
    Role,
)
from skinmetrics.clinic.tables.photos import (
    Burst,
    Examination,
    MetricVersion,
    Photo,
    PhotoExclusion,
    PhotoRemark,
    Score,
    UnsettledFile,
)

__all__ = [
    "Account",
    "Assignment",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Burst",
    "Client",
    "ClientKey",
    "Clinic",
    "Consent",
    "Erasure",
    "Examination",
    "Installation",
    "KeyCopy",
    "LinkPurpose",
    "MetricVersion",
    "Note",
    "OneTimeLink",
    "Outcome",
    "Photo",
    "PhotoExclusion",
    "PhotoRemark",
    "Purpose",
    "Role",
    "RoleName",
    "Score",
    "Session",
    "SessionPoint",
    "Side",
    "SignIn",
    "SignInFailure",
    "UnsettledFile",
    "UtcDateTime",
]
