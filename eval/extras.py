"""What parts of the evaluation need beyond what runs the program: requirements-eval.txt."""

from importlib.util import find_spec

from rag.errors import BulletinQAError

PACKAGES = ("ir_measures", "langchain_chroma", "langchain_text_splitters")


class MissingPackageError(BulletinQAError):
    """Packages that are not installed."""


def need_packages(purpose: str) -> None:
    """Raise `MissingPackageError` where a package of requirements-eval.txt is not installed."""
    missing = [name.replace("_", "-") for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingPackageError(
            f"{purpose}另需软件包 {'、'.join(missing)}：请先运行 "
            "pip install -r requirements-eval.txt -c constraints.txt。"
        )
