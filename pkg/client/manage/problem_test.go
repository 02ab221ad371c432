package manage_test

import (
	"testing"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

func TestProblemSaysWhatToMend(t *testing.T) {
	wrong := manage.Wrong{Pointer: "/title", Detail: "It must not be empty."}
	tests := []struct {
		name    string
		problem manage.Problem
		want    string
	}{
		{"a proxy's", manage.Problem{Status: 502}, "diptych: status 502"},
		{"nothing more", manage.Problem{Status: 404, Code: "post.not_found", Title: "There is no post 01."}, "diptych: 404 post.not_found: There is no post 01."},
		{"a wrong input", manage.Problem{Status: 422, Code: "invalid", Title: "Something is wrong.", Errors: []manage.Wrong{wrong}},
			"diptych: 422 invalid: Something is wrong. [/title: It must not be empty.]"},
		{"a blocker", manage.Problem{Status: 409, Code: "publication.blocked", Title: "1 thing stands in the way.", Blockers: []manage.Blocker{{Detail: "Write it."}}},
			"diptych: 409 publication.blocked: 1 thing stands in the way. [Write it.]"},
		{"many", manage.Problem{Status: 422, Code: "invalid", Title: "No.", Errors: []manage.Wrong{wrong, {Pointer: "/a"}, {Pointer: "/b"}, {Pointer: "/c"}}},
			"diptych: 422 invalid: No. [/title: It must not be empty. | /a:  | /b:  | …]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.problem.Error(); got != tt.want {
				t.Errorf("Error() = %s\nwant      %s", got, tt.want)
			}
		})
	}
}
