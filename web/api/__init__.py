"""What programs talk to: REST, streams, OpenAI, Dify, MCP, health."""
