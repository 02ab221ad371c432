package publishing

import (
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// Refusals collect why items cannot be planned, so that a caller is told of all
// of them at once.
type refusals struct {
	wrong     []fault.Field // what names something that is not there
	overtaken []fault.Field // what somebody else has changed meanwhile
	code      string        // of the first that was overtaken
}

// add takes the fault of item i up. What is about the caller, and what is ours,
// comes back: it ends the command. So does every fault of a command that is about
// one post: it is the command's own.
func (r *refusals) add(o order, i int, err error) error {
	f, ok := fault.Of(err)
	if !ok || !o.several {
		return err
	}
	at := "/items/" + strconv.Itoa(i)
	switch {
	case f.Kind == fault.NotFound:
		r.wrong = append(r.wrong, fault.Field{Pointer: at + "/post", Code: f.Code, Args: f.Args})
	case f.Kind == fault.Invalid && len(f.Fields) > 0:
		r.wrong = append(r.wrong, below(at, f.Fields)...)
	case f.Kind == fault.Conflict && len(f.Fields) > 0:
		r.overtaken = append(r.overtaken, below(at, f.Fields)...)
		if r.code == "" {
			r.code = f.Code
		}
	default:
		return err
	}
	return nil
}

// below returns the fields as they stand under the pointer.
func below(pointer string, fields []fault.Field) []fault.Field {
	list := make([]fault.Field, len(fields))
	for i, f := range fields {
		f.Pointer = pointer + f.Pointer
		list[i] = f
	}
	return list
}

// fault returns all of them as one fault; nil if there are none.
func (r *refusals) fault() error {
	switch {
	case len(r.wrong) > 0:
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: append(r.wrong, r.overtaken...)}
	case len(r.overtaken) > 0:
		return &fault.Error{Kind: fault.Conflict, Code: r.code, Fields: r.overtaken}
	}
	return nil
}

// checkItems refuses a list of items that cannot be carried out, whatever the
// posts are: none, too many, a post twice.
func checkItems(items []content.Item, most int) error {
	if len(items) == 0 {
		return fault.Wrong("/items", "items.none")
	}
	if len(items) > most {
		return fault.Wrong("/items", "items.too_many", "most", most)
	}
	var bad []fault.Field
	seen := make(map[content.PostID]bool, len(items))
	for i, item := range items {
		if seen[item.Post] {
			bad = append(bad, fault.Field{
				Pointer: "/items/" + strconv.Itoa(i) + "/post", Code: "items.twice", Args: map[string]any{"post": string(item.Post)},
			})
		}
		seen[item.Post] = true
	}
	if len(bad) > 0 {
		return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: bad}
	}
	return nil
}
