"""A translator with the parsers of translate-toolkit: IN OUT keep|loud"""
import re
import sys

from translate.storage import factory
from translate.storage.placeables import StringElem


def loud(element):
    element.sub = [loud(s) if isinstance(s, StringElem) else shout(s) for s in element.sub]
    return element


def shout(text):
    return re.sub(r"&(AMP|LT|GT);", lambda m: m.group(0).lower(), text.upper())


store = factory.getobject(sys.argv[1])
for unit in store.units:
    if unit.isheader() or not unit.source or sys.argv[3] == "keep":
        continue
    unit.rich_target = [loud(s) for s in unit.rich_source]
    unit.markfuzzy(False)
store.savefile(sys.argv[2])
