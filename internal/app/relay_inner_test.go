package app

import (
	"slices"
	"testing"
)

func TestTheCacheThatIsToldIsCalled(t *testing.T) {
	for address, want := range map[string]string{
		"http://varnish:6081/purge": "varnish:6081", "https://api.cache.example/{tag}": "api.cache.example",
		"http://[fd00::5]/": "fd00::5", "http://[fd00::5]:6081/": "[fd00::5]:6081", "http://10.0.0.9": "10.0.0.9",
	} {
		if got := calledFor(address); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %s", address, got, want)
		}
	}
}
