package manage_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/openapi"
	"github.com/diptych-cms/diptych/pkg/client"
	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// answers are the examples of the contract, with what the SDK makes of each.
func answers() map[string]any {
	return map[string]any{
		"PostCreated": new(manage.Post), "Post": new(manage.Post), "PostSplit": new(manage.Post), "PostList": new(manage.Page[manage.Post]),
		"Translation": new(manage.Translation), "TranslationWarned": new(manage.Translation), "TranslationConfirmed": new(manage.Translation),
		"RevisionList": new(manage.Page[manage.RevisionInfo]), "Revision": new(manage.Revision), "RevisionDiff": new(manage.Diff),
		"SharedRevisionList": new(manage.Page[manage.SharedRevision]), "SharedRevision": new(manage.SharedRevision), "SharedRevisionDiff": new(manage.Diff),
		"Publication": new(manage.PublicationState), "PublicationHalf": new(manage.PublicationState), "PublicationBlocked": new(manage.PublicationState),
		"Scheduled": new(manage.Scheduled), "Schedule": new(manage.Schedule), "ScheduleHeld": new(manage.Schedule), "ScheduleList": new(manage.Page[manage.Schedule]),
		"ReleaseDone": new(manage.Release), "ReleaseScheduled": new(manage.Release), "ReleaseBlocked": new(manage.Release), "ReleaseList": new(manage.Page[manage.Release]),
		"PreviewLinkMade": new(manage.MadePreviewLink), "PreviewLinkList": new(manage.Page[manage.PreviewLink]), "EntryPreview": new(client.Post),
		"ParityState": new(manage.Parity), "ParityReport": new(manage.Page[manage.Parting]), "PairingReport": new(manage.Page[manage.Pairing]),
		"TrashList": new(manage.Page[manage.Trashed]), "BulkResult": new(manage.BulkResult), "TermUsage": new(manage.TermUsage),
		"ManagedTag": new(manage.Term), "ManagedAuthor": new(manage.Term), "ManagedSeriesList": new(manage.Page[manage.Term]),
		"Asset": new(manage.Asset), "AssetList": new(manage.Page[manage.Asset]), "AssetUsage": new(manage.AssetUsage),
		"LinkReport": new(manage.LinkPage), "LinkCheck": new(manage.LinkCheck),
		"SiteSettings": new(manage.Site), "LocaleSettingsList": new(manage.Page[manage.Locale]), "LocaleSettingsFR": new(manage.Locale),
		"Me": new(manage.Me), "User": new(manage.User), "UserList": new(manage.Page[manage.User]), "LinkMade": new(manage.Link),
		"InvitationMade": new(manage.MadeInvitation), "InvitationList": new(manage.Page[manage.Invitation]),
		"SegmentList": new(manage.Segments), "SegmentListMissing": new(manage.Segments), "SegmentsSaved": new(manage.SegmentsSaved),
		"SegmentsConfirmed": new(manage.SegmentsConfirmed), "SegmentsLinked": new(manage.SegmentsConfirmed),
		"SuggestionList": new(manage.Page[manage.Suggestion]), "Pretranslated": new(manage.Pretranslated),
		"FindingList": new(manage.Findings), "FindingDismissed": new(manage.Finding), "CheckFixes": new(manage.Fixed),
		"WorkList": new(manage.WorkPage), "Assignment": new(manage.Assignment), "AssignmentList": new(manage.Page[manage.Assignment]),
		"TranslationApproved": new(manage.Translation), "CommentThread": new(manage.Thread), "CommentThreadResolved": new(manage.Thread),
		"CommentThreadList": new(manage.Page[manage.Thread]), "CoverageReport": new(manage.Coverage),
		"ExchangeReport": new(manage.Exchanged), "ExchangeReports": new(manage.ExchangedMany),
		"MemoryList": new(manage.Page[manage.Remembered]), "MemoryImported": new(manage.Imported), "GlossaryImported": new(manage.Imported),
		"GlossaryTerm": new(manage.GlossaryTerm), "GlossaryList": new(manage.Page[manage.GlossaryTerm]),
		"TokenMade": new(manage.MadeToken), "TokenList": new(manage.Page[manage.Token]), "AuditList": new(manage.Page[manage.AuditEntry]),
	}
}

// questions are the examples of bodies that the SDK sends.
func questions() map[string]any {
	return map[string]any{
		"PostCreation": new(manage.NewPost), "PublicationInput": new(manage.Publication), "PublicationInputOverride": new(manage.Publication),
		"PublicationInputLater": new(manage.Later), "UnpublicationInput": new(manage.Publication), "Confirmation": new(manage.Confirmation),
		"ConfirmationWith": new(manage.Confirmation), "ReleaseInput": new(manage.NewRelease), "ReleaseInputScheduled": new(manage.NewRelease),
		"ReleasePublication": new(manage.Go), "PreviewLinkInput": new(manage.NewPreviewLink), "CopyInput": new(manage.Copy),
		"BulkInputFilter": new(manage.Bulk), "BulkInput": new(manage.Bulk), "AuthorInput": new(manage.NewTerm), "LocaleInput": new(manage.Locale),
		"InvitationInput": new(manage.NewInvitation), "TokenInput": new(manage.NewToken), "MergeInput": new(manage.Merge), "SplitInput": new(manage.Split),
		"TranslationInput": new(manage.Text), "SegmentWrites": new([]manage.SegmentWrite), "SegmentConfirmation": new(manage.SegmentConfirmation),
		"SegmentConfirmationAll": new(manage.SegmentConfirmation), "SegmentLink": new(manage.SegmentLink), "PretranslateInput": new(manage.Pretranslation),
		"CheckFixInput": new(manage.Fix), "CheckFixInputSome": new(manage.Fix), "ReviewInput": new(manage.Review), "ReviewInputReturn": new(manage.Review),
		"CommentInput": new(manage.NewComment), "AssignmentInput": new(manage.NewAssignment), "GlossaryTermInput": new(manage.NewGlossaryTerm),
	}
}

// TestTypesHoldTheContract decodes the contract's own examples: no member of
// them may be unknown to the SDK.
func TestTypesHoldTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []map[string]any{answers(), questions()} {
		for name, into := range table {
			if doc.Components.Examples[name] == nil {
				t.Errorf("the contract has no example %s", name)
				continue
			}
			text, err := json.Marshal(doc.Components.Examples[name].Value.Value)
			if err != nil {
				t.Fatal(err)
			}
			d := json.NewDecoder(bytes.NewReader(text))
			d.DisallowUnknownFields()
			if err := d.Decode(into); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// besides are the operations that the SDK leaves to browsers: signing in and out,
// and what belongs to a person who did.
var besides = map[string]bool{
	"login": true, "accept": true, "logout": true, "patchMe": true, "putPassword": true, "listSessions": true, "deleteSession": true,
}

// TestEveryOperationHasItsMethod looks for each operation of the management in
// the source of the SDK.
func TestEveryOperationHasItsMethod(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for path, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			id := strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:]
			asks := strings.Contains(source.String(), "rest.New"+id+"Request(") || strings.Contains(source.String(), "rest.New"+id+"RequestWithBody(")
			if strings.HasPrefix(path, "/manage/v1/") && asks == besides[op.OperationID] {
				t.Errorf("%s: the SDK asks it is %t", op.OperationID, asks)
			}
		}
	}
}

// TestProblemHoldsTheContract decodes every problem of the contract.
func TestProblemHoldsTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["Problem"].Value
	known := map[string]bool{"redirect": true, "alternates": true} // delivery's
	text, err := json.Marshal(manage.Problem{})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	for name := range schema.Properties {
		if _, ok := members[name]; !ok && !known[name] {
			t.Errorf("a problem may have %q, which the SDK does not know", name)
		}
	}
}

// TestQuestionsHoldTheContract encodes what was decoded: the contract's schemas
// take it.
func TestQuestionsHoldTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]string{
		"PostCreation": "PostCreation", "PublicationInputLater": "PublicationInput", "ReleaseInput": "ReleaseInput", "PreviewLinkInput": "PreviewLinkInput",
		"BulkInput": "BulkInput", "AuthorInput": "AuthorInput", "LocaleInput": "LocaleInput", "InvitationInput": "InvitationInput", "TokenInput": "TokenInput",
		"TranslationInput": "TranslationInput", "Confirmation": "Confirmation", "CopyInput": "CopyInput",
		"SegmentWrites": "SegmentWrites", "SegmentConfirmation": "SegmentConfirmation", "SegmentConfirmationAll": "SegmentConfirmation",
		"SegmentLink": "SegmentLink", "PretranslateInput": "PretranslateInput", "CheckFixInput": "CheckFixInput", "ReviewInput": "ReviewInput",
		"CommentInput": "CommentInput", "AssignmentInput": "AssignmentInput", "GlossaryTermInput": "GlossaryTermInput",
	}
	for name, into := range questions() {
		text, err := json.Marshal(doc.Components.Examples[name].Value.Value)
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err == nil {
			text, err = json.Marshal(into)
		}
		var tree any
		if err == nil {
			err = json.Unmarshal(text, &tree)
		}
		if err == nil && schemas[name] != "" {
			err = doc.Components.Schemas[schemas[name]].Value.VisitJSON(tree)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
