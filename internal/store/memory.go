package store

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A memory has what nearly every step of a write asks for. A transaction reads it
// once; settings again after it changed them.
type memory struct {
	site    *siteRow
	locales []localeRow
	apart   bool // no term absorbed another

	// Revisions as their documents say; they never change.
	shared map[revisionKey]content.SharedRevision
	texts  map[revisionKey]content.Revision
	size   int // of their bodies, in bytes
}

// mostRemembered bounds the bodies that a transaction remembers: those of a
// release of many posts, but not of the longest.
const mostRemembered = 8 << 20

// A revisionKey names a revision; without a locale, of a shared part.
type revisionKey struct {
	post content.PostID
	tag  locale.Tag
	n    int
}

// text returns the revision, if it is remembered. A nil memory, which a snapshot
// has, remembers nothing.
func (m *memory) text(key revisionKey) (rev content.Revision, ok bool) {
	if m == nil {
		return rev, false
	}
	rev, ok = m.texts[key]
	return rev, ok
}

// sharedPart is text for a shared part.
func (m *memory) sharedPart(key revisionKey) (rev content.SharedRevision, ok bool) {
	if m == nil {
		return rev, false
	}
	rev, ok = m.shared[key]
	return rev, ok
}

// keepText remembers the revision.
func (m *memory) keepText(key revisionKey, rev content.Revision) {
	if m == nil {
		return
	}
	if m.size += len(rev.Text.HTML) + len(rev.Submitted); m.texts == nil || m.size > mostRemembered {
		m.texts, m.size = make(map[revisionKey]content.Revision), 0
	}
	m.texts[key] = rev
}

// keepShared remembers the revision of a shared part.
func (m *memory) keepShared(key revisionKey, rev content.SharedRevision) {
	if m == nil {
		return
	}
	if m.shared == nil {
		m.shared = make(map[revisionKey]content.SharedRevision)
	}
	m.shared[key] = rev
}

// forget forgets all revisions, since some are deleted or change hands.
func (m *memory) forget() { m.shared, m.texts, m.size = nil, nil, 0 }
