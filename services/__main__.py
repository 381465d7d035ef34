"""The `kith` command: one process per service, or one named service."""

import sys


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        from console.serve import main as serve

        return serve(sys.argv[2:])
    from console.app import main as command

    return command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
