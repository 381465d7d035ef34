"""What an operator or a developer types: the `kith` command.

It starts and watches the services, and otherwise speaks to them over HTTP like any client; it never opens their
databases while they run (`kith audit verify` reads them, and works with nothing running).
"""
