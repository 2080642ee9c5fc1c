"""Usage: python3 test/checks/dependency-audit/support/record-pep440.py

Writes pep440.json.gz: what Python's `packaging` (the library of pip) says of all versions of the PyPI fixture and of
odd ones. `order`: lists of equal versions, in ascending order. `invalid`: what is no version. `outside`: by id of the
record and index of `affected`, the listed versions that are in none of its ranges of type ECOSYSTEM.
"""
import gzip
import itertools
import json
import pathlib
from packaging.version import InvalidVersion, Version

HERE = pathlib.Path(__file__).parent
FIXTURE = HERE.parents[2] / "fixtures/advisories/pypi-osv.json.gz"
ODD = """
1 1.0 1.0.0 v1.0 V1.0 1.0.0.0.0 0 0.0 00 01.02 1.02 1.2 1!0 0!1 1!1.0 2!0.1 10!0 9!99
1a 1a0 1.0a 1.0-a 1.0.a.0 1.0_alpha_0 1.0alpha0 1ALPHA 1a1 1a.1 1a-1 1a10 1a2 1b 1beta 1.0-beta.2 1b2 1c 1c1 1rc1 1RC1 1.0pre1
1.0-preview_1 1rc1.post1 1rc1.dev2 1rc1.post1.dev2 1a1.dev1 1.dev 1.dev0 1.0dev 1.0.dev1 1.0-dev-1 1.0_dev10 1.0dev2
1.0-1 1.0.post1 1.0post 1.0.post 1.0-post-0 1.0r5 1.0.rev5 1.0-r-5 1.0.post1.dev1 1.0.post1dev0 1.0-1.dev3 1.0.post10 1.0.post2
1.0+a 1.0+A 1.0+a.1 1.0+a-1 1.0+a_1 1.0+1 1.0+2 1.0+10 1.0+1.a 1.0+1.1 1.0+cpu 1.0.post1+local 1.0a1+x 1.0+001 1.0+abc.5 1.0+ubuntu.1
20210101 20210101123456 99999999999999999999 99999999999999999998 1.99999999999999999999 2021.1.1 1.10 1.9 1.1.10 1.1.9 1.0.1 0.9.9 1.1a1
""".split() + [" 1.5 ", "\t1.6\n"]
INVALID = """
x 1.x 1..0 .1 1. 1.0a1b1 1.0+ 1.0+a+b 1.0+a..b 1.0--1 1.0post-post 1!  1!1!1 -1 1.0-a-b 1.0.final latest 1.0.0-foo 1,0 1.0.dev1.post1
1.0post1a1 vv1 v 1.0-1-1 1.0.a.b ==1.0 >=1 1.0* * 1.0+é ١.0 1.0ſ
""".split() + ["", " ", "1 0", "1.0 a1"]


def read(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def is_in(version, events):
    """By intervals, the other way round than a walk: between an introduced and the next fixed above it."""
    fixed = sorted(Version(e["fixed"]) for e in events if "fixed" in e)
    for event in events:
        if "introduced" not in event:
            continue
        start = event["introduced"]
        if start != "0" and version < Version(start):
            continue
        above = [one for one in fixed if start == "0" or one > Version(start)]
        if not above or version < above[0]:
            return True
    return False


records = json.loads(gzip.decompress(FIXTURE.read_bytes()))
texts, outside = set(ODD), {}
for record in records:
    for at, affected in enumerate(record["affected"]):
        ranges = [r for r in affected.get("ranges", []) if r["type"] == "ECOSYSTEM"]
        bounds = [v for r in ranges for e in r["events"] for v in e.values()]
        listed = affected.get("versions", [])
        texts.update(listed + bounds)
        out = [v for v in listed if read(v) and not any(is_in(read(v), r["events"]) for r in ranges)]
        if out:
            outside[f"{record['id']} {at}"] = out

valid = sorted((t for t in texts if read(t)), key=lambda t: (read(t), t))
order = [list(group) for _, group in itertools.groupby(valid, key=read)]
invalid = sorted([t for t in texts if not read(t)] + INVALID)
assert not any(read(t) for t in invalid)
told = json.dumps({"order": order, "invalid": invalid, "outside": outside})
(HERE / "pep440.json.gz").write_bytes(gzip.compress(told.encode(), mtime=0))
print(len(valid), "versions,", len(order), "different,", len(invalid), "invalid,", sum(map(len, outside.values())), "outside of ranges")
