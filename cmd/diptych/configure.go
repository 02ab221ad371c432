package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/tabwriter"

	"github.com/diptych-cms/diptych/internal/config"
)

// A configureCmd shows the settings in force.
type configureCmd struct {
	config.Server
}

// Run prints every setting with its value and where that comes from. Secrets hide
// themselves, and a base URL with a password is refused.
func (c configureCmd) Run(k *console, s *settings) error {
	values := make(map[string]string)
	for _, p := range s.parsed.Path {
		for _, flag := range p.Flags {
			if isSetting(flag) {
				values[flag.Name] = show(s.parsed.FlagValue(flag))
			}
		}
	}
	w := tabwriter.NewWriter(k.out, 0, 0, 2, ' ', 0)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		origin := s.originOf(name)
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", name, values[name], k.say("config.origin."+string(origin), "variable", origin.Variable(name)))
	}
	return w.Flush()
}

// show returns a value as it could be written in a flag.
func show(v any) string {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
		text := ""
		for i := range r.Len() {
			if i > 0 {
				text += ","
			}
			text += fmt.Sprint(r.Index(i).Interface())
		}
		return text
	}
	return fmt.Sprint(v)
}
