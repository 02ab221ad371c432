package segment

// A part says where a segment stands in its document.
type part struct{}

func (d *Document) cut() {}
