"""``python -m bot`` is ``banshi``."""

import sys

from bot.cli import main

sys.exit(main())
