"""Parses deploy/grafana/dashboard.json with Grafana's types and serializes it again, to find unknown fields.

Usage: python3 tests/deploy/dashboard.py (needs tests/deploy/requirements.txt). Exits with 1 if there is a difference.
"""
import json
import pathlib
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def differences(written, read, path=""):
    """Yields each written value that was parsed differently; ignores fields that the types add."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            yield from differences(value, read.get(key, "nothing"), f"{path}/{key}")
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for place, (value, other) in enumerate(zip(written, read)):
            yield from differences(value, other, f"{path}/{place}")
    elif written != read:
        yield f"{path}: {json.dumps(written)} is parsed as {json.dumps(read)}"


register_default_plugins()
file = pathlib.Path(__file__).parents[2] / "deploy/grafana/dashboard.json"
written = json.loads(file.read_text("utf-8"))
read = json.loads(JSONEncoder().encode(Dashboard.from_json(written)))
found = list(differences(written, read))
print("\n".join(found) or f"{file.name}: {len(read['panels'])} panels and rows")
sys.exit(bool(found))
