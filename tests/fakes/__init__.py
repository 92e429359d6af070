"""Stand-ins for the servers that the service talks to: real HTTP on loopback, in this process."""
