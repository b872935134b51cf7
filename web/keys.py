"""API keys from the command line: `python -m web.keys create|list|revoke`."""

import sys

from web.guard.keys import main

if __name__ == "__main__":
    sys.exit(main())
