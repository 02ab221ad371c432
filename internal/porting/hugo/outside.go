package hugo

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// outside returns the folders that settings name and that do not lie in the
// site: Hugo would read them, an import does not.
func outside(settings, configured map[string]any) []string {
	found := make(map[string]bool)
	look := func(v any) {
		for _, s := range asList(v) {
			if folder := path.Clean(strings.ReplaceAll(s, `\`, "/")); s != "" && !filepathLocal(folder) {
				found[s] = true
			}
		}
	}
	all := []map[string]any{settings}
	for _, own := range configured {
		all = append(all, asMap(own))
	}
	for _, m := range all {
		for name, v := range m {
			if name == "contentdir" || name == "assetdir" || strings.HasPrefix(name, "staticdir") {
				look(v)
			}
		}
	}
	for _, m := range asMaps(asMap(settings["module"])["mounts"]) {
		look(m["source"])
	}
	return slices.Sorted(maps.Keys(found))
}
