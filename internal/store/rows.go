package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// micros returns an instant as rows keep it: microseconds since 1970 in UTC, 0
// for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the inverse of micros.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// encode returns a document as rows keep it: JSON with its signs unescaped.
func encode(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// decode reads a document of a row.
func decode(doc string, v any) error {
	if err := json.Unmarshal([]byte(doc), v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}

// The rows, one type a table, as the migrations make them.

type siteRow struct {
	ID        int `gorm:"primaryKey;autoIncrement:false"`
	Epoch     string
	Seq       int64
	OutboxSeq int64
	Version   int64
	Settings  string
}

// TableName implements GORM's tabler, like those below.
func (siteRow) TableName() string { return "site" }

type localeRow struct {
	Tag      string `gorm:"primaryKey"`
	Version  int64
	Settings string
}

func (localeRow) TableName() string { return "locales" }

type postRow struct {
	ID           string `gorm:"primaryKey"`
	SourceLocale string
	Targets      string
	Parity       string
	Version      int64
	Head         int
	Live         int
	LiveAt       int64
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	CreatedBy    string
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	MergedInto   string
	DeletedAt    int64
	DeletedBy    string
	Departures   int
}

func (postRow) TableName() string { return "posts" }

type translationRow struct {
	PostID           string `gorm:"primaryKey"`
	Locale           string `gorm:"primaryKey"`
	Version          int64
	Status           string
	Head             int
	Live             int
	LiveAt           int64
	FirstPublishedAt int64
	UpdatedAt        int64 `gorm:"autoUpdateTime:false"`
	Decided          int
}

func (translationRow) TableName() string { return "translations" }

type sharedRevisionRow struct {
	PostID  string `gorm:"primaryKey"`
	N       int    `gorm:"primaryKey;autoIncrement:false"`
	Version int64
	At      int64
	By      string
	Origin  string
	Note    string
	Hash    string
	Doc     string
}

func (sharedRevisionRow) TableName() string { return "shared_revisions" }

type revisionRow struct {
	PostID    string `gorm:"primaryKey"`
	Locale    string `gorm:"primaryKey"`
	N         int    `gorm:"primaryKey;autoIncrement:false"`
	Version   int64
	At        int64
	By        string
	Origin    string
	Note      string
	BasedOn   int
	BasedIn   string
	Means     int
	Minor     int
	Hash      string
	Policy    int
	Sense     string
	Title     string
	Doc       string
	Submitted *string
}

func (revisionRow) TableName() string { return "revisions" }

type assetUseRow struct {
	AssetID string `gorm:"primaryKey"`
	PostID  string `gorm:"primaryKey"`
	Part    string `gorm:"primaryKey"`
	N       int    `gorm:"primaryKey;autoIncrement:false"`
}

func (assetUseRow) TableName() string { return "asset_uses" }

type importRow struct {
	Source  string `gorm:"primaryKey"`
	Path    string `gorm:"primaryKey"`
	Locale  string `gorm:"primaryKey"`
	PostID  string
	AssetID string
	Hash    string
}

func (importRow) TableName() string { return "imports" }

type termRow struct {
	ID         string `gorm:"primaryKey"`
	Kind       string
	Version    int64
	Avatar     string
	Links      string
	MergedInto string
}

func (termRow) TableName() string { return "terms" }

type termTextRow struct {
	TermID string `gorm:"primaryKey"`
	Locale string `gorm:"primaryKey"`
	Kind   string
	Name   string
	Slug   string
	Doc    string
}

func (termTextRow) TableName() string { return "term_texts" }

type assetRow struct {
	ID        string `gorm:"primaryKey"`
	Type      string
	Bytes     int64
	Width     int
	Height    int
	Name      string
	By        string
	Looked    int // version of how it was looked at
	Frames    int
	Blurhash  string
	Colour    string
	FocusX    float64
	FocusY    float64 // both -1: none
	Words     string  // what it is found by; '' in rows from before there were any
	Version   int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (assetRow) TableName() string { return "assets" }

type assetTextRow struct {
	AssetID string `gorm:"primaryKey"`
	Locale  string `gorm:"primaryKey"`
	Alt     string
	Caption string
	Title   string
	Credit  string
}

func (assetTextRow) TableName() string { return "asset_texts" }

type rerenderRow struct {
	Kind   string `gorm:"primaryKey"`
	Target string `gorm:"primaryKey"`
	Cause  string `gorm:"primaryKey"`
	By     string
	After  string
}

func (rerenderRow) TableName() string { return "rerenders" }
