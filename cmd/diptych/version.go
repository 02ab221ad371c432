package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// A versionCmd says which build this is.
type versionCmd struct{}

// Run prints version, revision and toolchain on one line.
func (versionCmd) Run(k *console) error {
	_, err := fmt.Fprintf(k.out, "diptych %s %s/%s\n", version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version returns the module's version, its revision where Go knows it, and the
// toolchain's version.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel) " + runtime.Version()
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " " + s.Value[:12]
		}
	}
	return v + " " + info.GoVersion
}
