package reading

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// mostKeys bounds the keys of an answer: proxies bound their headers.
const mostKeys = 32

// keysOf returns [Answer.Keys] of an answer in the languages that shows what the further
// keys name: [entry.PostKey], [entry.TermKey], [entry.ListKey]. If they are too many,
// those of posts and terms give way to the lists of the languages, which change with each.
func keysOf(tags []locale.Tag, further ...string) []string {
	keys := appendNew(make([]string, 0, 1+len(tags)+len(further)), entry.SiteKey)
	for _, tag := range tags {
		if tag != entry.Everywhere {
			keys = appendNew(keys, entry.LocaleKey(tag))
		}
	}
	own := appendNew(slices.Clone(keys), further...)
	if len(own) <= mostKeys {
		return own
	}
	return listKeys(tags)
}

// listKeys returns the keys of an answer that shows posts or terms of the languages as a
// list, counts them, or depends on which there are.
func listKeys(tags []locale.Tag, further ...string) []string {
	lists := make([]string, 0, len(tags)+len(further))
	for _, tag := range tags {
		lists = append(lists, entry.ListKey(tag))
	}
	if 1+2*len(tags)+len(further) > mostKeys {
		return []string{entry.SiteKey, entry.ListKey(entry.Everywhere)}
	}
	return keysOf(tags, append(lists, further...)...)
}

// absentKeys returns the keys of an answer that says that there is nothing, or where it
// went: whatever becomes public may change it.
func absentKeys() []string { return []string{entry.SiteKey, entry.ListKey(entry.Everywhere)} }

// appendNew appends those that are not there yet.
func appendNew(keys []string, more ...string) []string {
	for _, key := range more {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
