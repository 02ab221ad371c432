// Package hugo reads a bilingual Hugo site over a filesystem into the neutral
// types of [porting]: its own settings, its languages, its posts with their
// public paths, and which of them belong together. The rules are those of Hugo
// v0.165 (https://gohugo.io/documentation/). It writes nothing, and it
// sanitizes nothing.
package hugo

import (
	"context"
	"io/fs"
	"time"

	"github.com/diptych-cms/diptych/internal/porting"
)

// Limits of what is read. What is beyond is refused, with a note that names
// the limit, and is never held in memory.
const (
	MaxContent     = 8 << 20  // bytes of a content file
	MaxFrontMatter = 1 << 20  // bytes of a front matter or a settings file
	MaxFile        = 64 << 20 // bytes of a picture or an attachment
	MaxDepth       = 32       // levels of maps and lists in a front matter
	MaxValues      = 20_000   // values in a front matter, those of YAML aliases counted each time
)

// Options say what a site does not say itself.
type Options struct {
	LocaleMap map[string]string // Hugo's name of a language → BCP 47 tag, such as "english" → "en"
	TimeZone  string            // IANA name, for dates without a zone in a site that names none; empty: UTC
	Hosts     []string          // other hosts that the site's links name as its own
	Sections  []string          // first folders of the content to read; none: all
	Now       time.Time         // decides what is in the future or expired, in notes alone
}

// Read reads a site. fsys is the folder that holds the settings; give it the FS
// of an [os.Root], which refuses links that lead out. It walks the content
// once, to know every public path and every pair, and keeps no text; the
// returned site's Load reads a page. progress, if not nil, is told how many
// files are done, from one goroutine at a time.
//
// Files that cannot be read are refused one by one, in the site's notes. A
// fault is returned for a folder that is not a Hugo site (import.not_hugo),
// settings that cannot be read (import.config_unreadable, with path and line), a
// language that is no BCP 47 tag (import.locale_unknown), a time zone that does
// not exist (import.time_zone_unknown) and a section that is not there
// (import.section_unknown).
func Read(ctx context.Context, fsys fs.FS, opts Options, progress func(done, total int)) (*porting.Site, error) {
	return read(ctx, fsys, opts, progress)
}
