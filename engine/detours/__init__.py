"""Detours: free steps, and everything a case worker may do in one case beside the usual path.

Whatever is done here changes one case and never the definition; every departure has a reason and a ground.
"""

from __future__ import annotations

from regelruimte.engine.detours.cancelling import cancel_detour
from regelruimte.engine.detours.offers import (
    Offer,
    OfferedDetour,
    close_block,
    list_offers,
    start_free_step,
    start_free_steps,
    take_offered_detour,
)
from regelruimte.engine.detours.open_steps import OpenStep, list_open_steps
from regelruimte.engine.detours.overriding import (
    Overridable,
    Override,
    list_overridable,
    override_decision,
)
from regelruimte.engine.detours.own_steps import OwnStep, add_own_step
from regelruimte.engine.detours.repeating import DoneStep, Repeat, list_done_steps, repeat_step
from regelruimte.engine.detours.replacing import Replacement, replace_step
from regelruimte.engine.detours.second_eyes import agree, send_back
from regelruimte.engine.detours.skipping import Skip, skip_step
from regelruimte.engine.detours.sub_cases import (
    SubCase,
    SubProcessOffered,
    list_sub_processes,
    start_sub_case,
)
from regelruimte.engine.detours.taking import Doer, Motive, Standing

__all__ = [
    "Doer",
    "DoneStep",
    "Motive",
    "Offer",
    "OfferedDetour",
    "OpenStep",
    "Overridable",
    "Override",
    "OwnStep",
    "Repeat",
    "Replacement",
    "Skip",
    "Standing",
    "SubCase",
    "SubProcessOffered",
    "add_own_step",
    "agree",
    "cancel_detour",
    "close_block",
    "list_done_steps",
    "list_offers",
    "list_open_steps",
    "list_overridable",
    "list_sub_processes",
    "override_decision",
    "repeat_step",
    "replace_step",
    "send_back",
    "skip_step",
    "start_free_step",
    "start_free_steps",
    "start_sub_case",
    "take_offered_detour",
]
