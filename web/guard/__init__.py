"""Who may do what: keys, limits, sites, sessions, headers, logs."""
