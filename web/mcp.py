"""The assistant as an MCP server: `python -m web.mcp [--transport stdio|http]`."""

import sys

from web.api.mcp import main

if __name__ == "__main__":
    sys.exit(main())
