"""What can run as drawn: checks of one file and of a whole bundle."""

from regelruimte.engine.validate.bundle import check_bundle
from regelruimte.engine.validate.file import Checked, Status, check_bytes, check_file
from regelruimte.engine.validate.process import check_process

__all__ = ["Checked", "Status", "check_bundle", "check_bytes", "check_file", "check_process"]
