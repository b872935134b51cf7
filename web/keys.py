"""API keys from the command line: `python -m web.keys create|list|rotate|revoke`."""

import sys

from web.guard.keys import main

if __name__ == "__main__":
    sys.exit(main())
