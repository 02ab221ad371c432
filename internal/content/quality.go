package content

import (
	"maps"
	"net/url"
	"slices"

	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	// maxTolerance bounds each threshold.
	maxTolerance = 1_000_000
	// maxChecks bounds how many checks are set otherwise.
	maxChecks = 200
	// maxMachineURL bounds an address, in bytes.
	maxMachineURL = 2_000
)

// thresholds notes what is wrong with a tolerance.
func (w *wrongs) thresholds(t Tolerance) {
	for _, one := range []struct {
		name string
		n    int
	}{{"missing", t.Missing}, {"stale", t.Stale}, {"errors", t.Errors}} {
		if one.n < 0 || one.n > maxTolerance {
			w.add("/tolerance/"+one.name, "settings.tolerance", "most", maxTolerance)
		}
	}
}

// checks notes severities that are none. Which checks there are is not known here.
func (w *wrongs) checks(set map[string]string) {
	if len(set) > maxChecks {
		*w = append(*w, fault.Field{Pointer: "/checks", Code: "list.too_long", Args: map[string]any{"max": maxChecks, "length": len(set)}})
		return
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !slices.Contains([]string{"error", "warning", "off"}, set[name]) {
			w.add("/checks/"+name, "settings.severity", "value", set[name])
		}
	}
}

// machine notes what is wrong with the translation service.
func (w *wrongs) machine(m *Machine) {
	if m == nil {
		return
	}
	u, err := url.Parse(m.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !IsHost(u.Host) || u.User != nil || u.Fragment != "" || len(m.URL) > maxMachineURL {
		w.add("/machine/url", "settings.machine_url", "url", m.URL)
	}
	if !slices.Contains(MachinePresets(), m.Preset) {
		w.add("/machine/preset", "settings.machine_preset", "preset", m.Preset)
	}
	if !slices.Contains([]string{"", "more", "less"}, m.Formality) {
		w.add("/machine/formality", "settings.machine_formality", "value", m.Formality)
	}
}
