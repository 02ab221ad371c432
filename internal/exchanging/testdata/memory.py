"""Says what translate-toolkit reads in a memory: source, tab, target."""
import sys

from translate.storage import tmx

for unit in tmx.tmxfile.parsefile(sys.argv[1]).units:
    print(unit.source, unit.target, sep="\t")
