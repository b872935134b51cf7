"""The audit log from the command line: `python -m web.audit [--store DIR]`.

Prints what was done, checks the chain, and prints its last value; kept elsewhere, it tells later
whether lines were cut off. Exit 0 where the chain holds, 1 where it does not.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rag.errors import BulletinQAError
from rag.settings import load_settings
from web.guard.audit import Audit


def main(arguments: Sequence[str] | None = None) -> int:
    """Print and check; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m web.audit", description="操作记录")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    options = parser.parse_args(arguments)
    try:
        audit = Audit(load_settings(store=options.store).store)
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    for line in audit:
        print(f"{line.get('at')}  {line.get('who')}  {line.get('act')}  {line.get('what')}")
    faults = audit.faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"链值：{audit.head() or '（空）'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
