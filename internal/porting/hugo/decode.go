package hugo

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/pelletier/go-toml/v2"
)

// A format is how settings or a front matter are written.
type format string

const (
	yamlFormat format = "yaml"
	tomlFormat format = "toml"
	jsonFormat format = "json"
)

// formatOf returns the format of a settings file by its extension.
func formatOf(extension string) (format, bool) {
	switch strings.ToLower(extension) {
	case "toml":
		return tomlFormat, true
	case "yaml", "yml":
		return yamlFormat, true
	case "json":
		return jsonFormat, true
	}
	return "", false
}

// decode reads a map whose values are nil, bool, int64, float64, string,
// []any and map[string]any; dates come back as they were written. What it
// returns can be walked and written as JSON in bounded time: it is at most
// MaxDepth deep and has at most MaxValues values, aliases counted each time.
func decode(f format, data []byte) (map[string]any, error) {
	if err := prescan(f, data); err != nil {
		return nil, err
	}
	var m map[string]any
	var err error
	switch f {
	case yamlFormat:
		err = yaml.Unmarshal(data, &m)
	case tomlFormat:
		err = toml.Unmarshal(data, &m)
	case jsonFormat:
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		err = d.Decode(&m)
	default:
		err = fmt.Errorf("no such format: %q", f)
	}
	if err != nil {
		return nil, malformed(data, err)
	}
	c := cleaner{bytes: 4 * MaxFrontMatter}
	v, err := c.clean(m, 0)
	if err != nil {
		return nil, err
	}
	if m, _ := v.(map[string]any); m != nil {
		return m, nil
	}
	return map[string]any{}, nil
}

// maxColons bounds the keys of a YAML map: its parser takes time that grows
// with their square.
const maxColons = 5000

// prescan refuses what would cost a parser time beyond all proportion: deep
// nesting and thousands of keys. It reads bytes, not syntax, and so is generous.
func prescan(f format, data []byte) error {
	if len(data) > MaxFrontMatter {
		return &refusal{code: "import.front_matter_large", args: map[string]any{"limit": MaxFrontMatter}}
	}
	depth, line, colons := 0, 1, 0
	for i, b := range data {
		switch b {
		case '\n':
			line++
		case '[', '{':
			if depth++; depth > 2*MaxDepth {
				return tooDeep(line)
			}
		case ']', '}':
			depth = max(0, depth-1)
		case ':':
			if i+1 == len(data) || data[i+1] == ' ' || data[i+1] == '\n' || data[i+1] == '\r' {
				colons++
			}
		}
	}
	if f != yamlFormat {
		return nil
	}
	if colons > maxColons {
		return &refusal{code: "import.front_matter_large", args: map[string]any{"limit": MaxValues}}
	}
	return prescanDashes(data)
}

// prescanDashes refuses a line such as "- - - - -": each dash is a level.
func prescanDashes(data []byte) error {
	line := 0
	for text := range bytes.Lines(data) {
		line++
		levels := 0
		for rest := bytes.TrimLeft(text, " "); len(rest) > 1 && (rest[0] == '-' || rest[0] == '?') && rest[1] == ' '; levels++ {
			rest = bytes.TrimLeft(rest[1:], " ")
		}
		if levels > MaxDepth {
			return tooDeep(line)
		}
	}
	return nil
}

func tooDeep(line int) error {
	return &refusal{code: "import.front_matter_deep", line: line, args: map[string]any{"limit": MaxDepth}}
}

// malformed finds the line of a parser's complaint.
func malformed(data []byte, err error) error {
	r := &refusal{code: "import.front_matter_malformed", args: map[string]any{"message": firstLine(err.Error())}}
	if e, ok := errors.AsType[yaml.Error](err); ok {
		r.args["message"] = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			r.line = t.Position.Line
		}
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		r.line, _ = e.Position()
		r.args["message"] = strings.TrimPrefix(e.Error(), "toml: ")
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		r.line = 1 + bytes.Count(data[:min(int(e.Offset), len(data))], []byte("\n"))
	}
	return r
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// A cleaner makes a parser's tree one of plain values, within limits.
type cleaner struct {
	values int // so far
	bytes  int // of text, still allowed
}

func (c *cleaner) clean(v any, depth int) (any, error) {
	if depth > MaxDepth {
		return nil, tooDeep(0)
	}
	if c.values++; c.values > MaxValues || c.bytes < 0 {
		return nil, &refusal{code: "import.front_matter_large", args: map[string]any{"limit": MaxValues}}
	}
	switch v := v.(type) {
	case map[string]any:
		return c.cleanMap(v, depth)
	case []any:
		list := make([]any, 0, min(len(v), MaxValues))
		for _, e := range v {
			e, err := c.clean(e, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		return list, nil
	}
	plain := scalar(v)
	if s, ok := plain.(string); ok {
		c.bytes -= len(s)
	}
	return plain, nil
}

func (c *cleaner) cleanMap(v map[string]any, depth int) (any, error) {
	m := make(map[string]any, len(v))
	for k, e := range v {
		e, err := c.clean(e, depth+1)
		if err != nil {
			return nil, err
		}
		c.bytes -= len(k)
		m[k] = e
	}
	return m, nil
}

// scalar makes a value plain. What JSON cannot hold becomes text.
func scalar(v any) any {
	switch v := v.(type) {
	case nil, bool, int64:
		return v
	case string:
		return strings.ReplaceAll(strings.ToValidUTF8(v, "\uFFFD"), "\x00", "\uFFFD")
	case uint64:
		if v > math.MaxInt64 {
			return fmt.Sprint(v)
		}
		return int64(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
		return v
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	}
	return fmt.Sprint(v) // a TOML date or time without zone, as it was written
}
