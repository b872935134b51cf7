"""The page's users from the command line: `python -m web.users set|list|remove`."""

import sys

from web.guard.users import main

if __name__ == "__main__":
    sys.exit(main())
