package httpapi

import (
	"slices"
	"testing"
)

// TestTheContractSaysWhatIsSpecial reads what the guards go by.
func TestTheContractSaysWhatIsSpecial(t *testing.T) {
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	for id, op := range c.operations {
		if op.slow != (id == "pretranslate" || id == "fetchAsset") {
			t.Errorf("%s: slow %v", id, op.slow)
		}
		if op.machines && op.face != management {
			t.Errorf("%s is no management, and open to machines", id)
		}
	}
	for id, want := range map[string]bool{
		"patchSegments": true, "listWork": true, "createComment": true, "getMe": true,
		"putTranslation": false, "confirmSegments": false, "reviewTranslation": false, "publishPost": false, "createToken": false, "pretranslate": false,
	} {
		if got := c.operations[id].machines; got != want {
			t.Errorf("%s is open to machines: %v", id, got)
		}
	}
	if got, want := c.operations["importTranslation"].files, []string{"application/octet-stream", "application/xliff+xml", "text/x-gettext-translation"}; !slices.Equal(got, want) {
		t.Errorf("importTranslation takes %v", got)
	}
	if !c.operations["exportMany"].streams || c.operations["reportCoverage"].streams || c.operations["listWork"].streams {
		t.Error("what streams is not what is of any length")
	}
}
