package content

import "github.com/diptych-cms/diptych/internal/locale"

// An Imported is one file that an import took, remembered so that the next one
// knows it again: a document with its post, or a picture with its asset.
type Imported struct {
	Source string     // name of the import, such as "hugo"
	Path   string     // of the file, slash-separated, from the foreign site's root
	Locale locale.Tag // of the translation; empty for a picture
	Post   PostID     // where the translation now stands, wherever it was moved to; empty for a picture
	Asset  AssetID    // of a picture
	Hash   string     // of all that was read
}
