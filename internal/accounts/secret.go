package accounts

import (
	"crypto/sha256"
	"encoding/base64"
)

// CSRFToken returns what the header X-CSRF-Token must hold beside a session's
// cookie. It follows from the cookie, which scripts cannot read, so that another
// site cannot know it, and it changes with the session.
func CSRFToken(session string) string {
	sum := sha256.Sum256([]byte("diptych csrf " + session))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
