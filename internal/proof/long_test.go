package proof_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/proof"
)

// What is shown of a segment as long as a book that has thousands of fixes is bounded.
func TestMendedOfALongSegment(t *testing.T) {
	line := "Bonjour à tous ! Les abeilles volent, et voilà “ceci” !\n"
	target := segment.Cut("fr", content.Text{HTML: "<p>" + strings.Repeat(line, 5000) + "</p>"})
	texts := proof.Texts{Target: target}
	found, err := proof.Of(t.Context(), site{}, texts)
	if err != nil {
		t.Fatal(err)
	}
	fixes, bytes := 0, 0
	for i := range found.Findings {
		if found.Findings[i].Fix == nil {
			continue
		}
		before, after := texts.Mended(&found.Findings[i])
		if fixes++; fixes == 1 && (before == "" || after == "" || before == after) {
			t.Error("the first fix is not shown")
		}
		bytes += len(before) + len(after)
	}
	if fixes < 1000 || bytes > 20<<20 {
		t.Errorf("%d fixes are shown in %d bytes", fixes, bytes)
	}
}
