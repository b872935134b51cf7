"""What tests share: stand-ins, invented bulletins, servers."""
