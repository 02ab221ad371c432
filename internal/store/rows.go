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

type outboxRow struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"`
	I       int   `gorm:"primaryKey;autoIncrement:false"`
	Type    string
	Subject string
	Body    string
	At      int64
}

func (outboxRow) TableName() string { return "outbox" }
