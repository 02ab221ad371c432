package event

import "github.com/diptych-cms/diptych/internal/content"

// The names and subjects of the events.

// Type implements [Event].
func (PostCreated) Type() string { return "post.created" }

// Subject implements [Event].
func (e PostCreated) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (SharedSaved) Type() string { return "shared.saved" }

// Subject implements [Event].
func (e SharedSaved) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (TranslationSaved) Type() string { return "translation.saved" }

// Subject implements [Event].
func (e TranslationSaved) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (TranslationDeleted) Type() string { return "translation.deleted" }

// Subject implements [Event].
func (e TranslationDeleted) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (PostPublished) Type() string { return "post.published" }

// Subject implements [Event].
func (e PostPublished) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (PostUnpublished) Type() string { return "post.unpublished" }

// Subject implements [Event].
func (e PostUnpublished) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (PostDeleted) Type() string { return "post.deleted" }

// Subject implements [Event].
func (e PostDeleted) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (PostsMerged) Type() string { return "post.merged" }

// Subject implements [Event].
func (e PostsMerged) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (PostSplit) Type() string { return "post.split" }

// Subject implements [Event].
func (e PostSplit) Subject() content.PostID { return e.Post }

// Type implements [Event].
func (TermSaved) Type() string { return "term.saved" }

// Subject implements [Event].
func (TermSaved) Subject() content.PostID { return "" }

// Type implements [Event].
func (AssetUploaded) Type() string { return "asset.uploaded" }

// Subject implements [Event].
func (AssetUploaded) Subject() content.PostID { return "" }

// Type implements [Event].
func (AssetDeleted) Type() string { return "asset.deleted" }

// Subject implements [Event].
func (AssetDeleted) Subject() content.PostID { return "" }

// Type implements [Event].
func (AssetDescribed) Type() string { return "asset.described" }

// Subject implements [Event].
func (AssetDescribed) Subject() content.PostID { return "" }

// Type implements [Event].
func (SettingsSaved) Type() string { return "settings.saved" }

// Subject implements [Event].
func (SettingsSaved) Subject() content.PostID { return "" }

// Type implements [Event].
func (ContentChanged) Type() string { return "content.changed" }

// Subject implements [Event].
func (ContentChanged) Subject() content.PostID { return "" }
