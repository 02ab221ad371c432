package sanitize

// SafeID returns an id that may stand in a body: the given one, or a prefixed one
// where it would hide a member of the page from scripts. It is for ids that
// Diptych makes; those that authors write are judged with the rest of a body.
func SafeID(id string) string {
	if clobbers(id) {
		return idPrefix + id
	}
	return id
}
