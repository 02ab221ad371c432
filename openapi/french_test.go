package openapi_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestNothingLacksFrench holds the contract to its two languages: every operation
// has its summary in both, and what front ends read of delivery is whole in both.
func TestNothingLacksFrench(t *testing.T) {
	for path, item := range document(t).Paths.Map() {
		for method, op := range item.Operations() {
			where := method + " " + path
			said := french(t, where, op.Extensions)
			if said["summary"] == "" {
				t.Errorf("%s has no summary in French", where)
			}
			if op.Tags[0] == "management" {
				continue
			}
			if (op.Description == "") != (said["description"] == "") {
				t.Errorf("%s is described in one language alone", where)
			}
			for status, answer := range op.Responses.Map() {
				if french(t, where, answer.Value.Extensions)["description"] == "" {
					t.Errorf("%s: the answer %s is not described in French", where, status)
				}
			}
			for _, list := range []openapi3.Parameters{item.Parameters, op.Parameters} {
				for _, p := range list {
					if french(t, where, p.Value.Extensions)["description"] == "" {
						t.Errorf("%s: the parameter %s is not described in French", where, p.Value.Name)
					}
				}
			}
		}
	}
}

// ill is what French as it is written in Canada has nowhere: a space that breaks
// before a colon or inside quotation marks, a space before other signs, and an
// apostrophe of typewriters.
var ill = regexp.MustCompile(`[ ][:;!?»](?:\s|$)|« |\w'\w`)

func french(t *testing.T, where string, extensions map[string]any) map[string]string {
	t.Helper()
	said := make(map[string]string)
	block, _ := extensions["x-fr"].(map[string]any)
	for name, value := range block {
		text, _ := value.(string)
		said[name] = strings.TrimSpace(text)
		if found := ill.FindString(text); found != "" {
			t.Errorf("%s: %q in %q", where, found, text)
		}
		if name != "summary" && name != "description" {
			t.Errorf("%s: x-fr has a member %s", where, name)
		}
	}
	return said
}
