package previewing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A signer makes the addresses of files for one pass.
type signer struct {
	key   []byte
	base  string // scheme and host of media; empty: root-relative
	grant string
	until time.Time
}

// address returns where a variant of the asset is, as long as the pass lasts.
func (s signer) address(id content.AssetID, v content.Variant) string {
	q := MediaQuery{Asset: id, Variant: v.Name(), Grant: s.grant, Expires: strconv.FormatInt(s.until.Unix(), 10)}
	values := url.Values{"grant": {q.Grant}, "expires": {q.Expires}, "signature": {q.sign(s.key)}}
	return s.base + "/preview/v1/media/" + string(id) + "/" + q.Variant + "?" + values.Encode()
}

// sign returns the signature of all that the address says.
func (q MediaQuery) sign(key []byte) string {
	mac := hmac.New(sha256.New, key)
	// No part can hold the sign that parts them: what was signed is what was meant.
	mac.Write([]byte(strings.Join([]string{string(q.Asset), q.Variant, q.Grant, q.Expires}, "\n")))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// good reports whether the address was made with the key, and its time has not come.
func (q MediaQuery) good(key []byte, now time.Time) bool {
	if strings.Contains(string(q.Asset)+q.Variant+q.Grant+q.Expires, "\n") {
		return false
	}
	if !hmac.Equal([]byte(q.sign(key)), []byte(q.Signature)) {
		return false
	}
	until, err := strconv.ParseInt(q.Expires, 10, 64)
	return err == nil && now.Before(time.Unix(until, 0))
}
