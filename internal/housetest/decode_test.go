package housetest

import (
	"encoding/json"
	"fmt"
)

// decode is json.Unmarshal with the text in its error.
func decode(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("decode %.200q: %w", b, err)
	}
	return nil
}

// panelOf returns the translation in an answer: the answer itself, or a member
// of its post.
func panelOf(a answer, tag string) (panel, error) {
	var both struct {
		panel
		Locale       string
		Translations map[string]panel
	}
	if err := decode(a.body, &both); err != nil {
		return panel{}, err
	}
	if both.Locale == tag {
		return both.panel, nil
	}
	if p, ok := both.Translations[tag]; ok {
		return p, nil
	}
	return panel{}, fmt.Errorf("no translation %s in %.300s", tag, a.body)
}
