package config

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestBlobs(t *testing.T) {
	elsewhere := Blobs{Bucket: "pictures", Endpoint: "https://s3.example.org", Region: "us-east-1", PathStyle: true}
	prefixed := elsewhere
	prefixed.Prefix = "site/one"
	hosted := elsewhere
	hosted.PathStyle = false
	local := elsewhere
	local.Endpoint = "http://127.0.0.1:7070"
	tests := []struct {
		text string
		want Blobs // zero: refused
	}{
		{"dir:/srv/files", Blobs{Dir: "/srv/files"}},
		{"dir:files", Blobs{Dir: "files"}},
		{" s3://pictures?endpoint=https://s3.example.org ", elsewhere},
		{"s3://pictures/?endpoint=https%3A%2F%2Fs3.example.org%2F", elsewhere},
		{"s3://pictures/site/one/?endpoint=https://s3.example.org&region=us-east-1", prefixed},
		{"s3://pictures?endpoint=https://s3.example.org&path-style=false", hosted},
		{"s3://pictures?endpoint=http://127.0.0.1:7070", local},
		{"s3://pictures?region=ca-central-1", Blobs{Bucket: "pictures", Endpoint: "https://s3.ca-central-1.amazonaws.com", Region: "ca-central-1"}},
		{"s3://pictures", Blobs{Bucket: "pictures", Endpoint: "https://s3.us-east-1.amazonaws.com", Region: "us-east-1"}},

		{"/srv/files", Blobs{}},
		{"dir:", Blobs{}},
		{"dir:a\x00b", Blobs{}},
		{"s3:pictures", Blobs{}},
		{"s3://", Blobs{}},
		{"s3:///pictures", Blobs{}},
		{"S3://pictures", Blobs{}},
		{"s3://Pictures", Blobs{}},
		{"s3://pic_tures", Blobs{}},
		{"s3://a..b", Blobs{}},
		{"s3://ab", Blobs{}},
		{"s3://pictures:443", Blobs{}},
		{"s3://key@pictures", Blobs{}},
		{"s3://pictures#one", Blobs{}},
		{"s3://pictures/../others", Blobs{}},
		{"s3://pictures/a//b", Blobs{}},
		{"s3://pictures/./a", Blobs{}},
		{"s3://pictures/été", Blobs{}},
		{"s3://pictures/a%00b", Blobs{}},
		{"s3://pictures/a%2F..%2Fb", Blobs{}},
		{"s3://pictures?endpoint=s3.example.org", Blobs{}},
		{"s3://pictures?endpoint=ftp://s3.example.org", Blobs{}},
		{"s3://pictures?endpoint=https://me:x@s3.example.org", Blobs{}},
		{"s3://pictures?endpoint=https://s3.example.org/path", Blobs{}},
		{"s3://pictures?endpoint=https://", Blobs{}},
		{"s3://pictures?endpoint=", Blobs{}},
		{"s3://pictures?region=a&region=b", Blobs{}},
		{"s3://pictures?region=a/b", Blobs{}},
		{"s3://pictures?path-style=yes", Blobs{}},
		{"s3://pictures?secret=x", Blobs{}},
		{"s3://pictures?%zz", Blobs{}},
		{"s3://pictures/" + strings.Repeat("a", maxBlobs), Blobs{}},
		{"https://pictures", Blobs{}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			var got Blobs
			err := got.UnmarshalText([]byte(tt.text))
			if tt.want == (Blobs{}) {
				if f, ok := fault.Of(err); !ok || f.Code != "config.blobs" || got != (Blobs{}) {
					t.Errorf("%+v, %v; want it refused", got, err)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("%+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
	if b := (Blobs{Dir: "x"}); b.UnmarshalText(nil) != nil || b != (Blobs{}) || b.String() != "" {
		t.Errorf("nothing = %+v", b)
	}
}

// TestBlobsHideKeys writes a key where none belongs: it is not told.
func TestBlobsHideKeys(t *testing.T) {
	for _, text := range []string{
		"s3://AKIA:hush/hush@pictures", "s3://AKIA:hush@pictures?region=x", "s3://pictures?secret=hush", "s3://%zz:hush@pictures", "dir\x00:hush@x", "x?hush=@hush@y",
	} {
		var b Blobs
		if err := b.UnmarshalText([]byte(text)); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzBlobs: whatever is taken is written so that it is taken again as the same,
// and what it names stays inside its bucket.
func FuzzBlobs(f *testing.F) {
	for _, text := range []string{"", "dir:/srv", "s3://pictures/site?endpoint=https://s3.example.org&region=ca&path-style=true", "s3://a.b/%2e%2e?endpoint=http://[::1]:80", "s3://x@y?"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b, again Blobs
		if b.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(b.String())); len(b.String()) <= maxBlobs && (err != nil || again != b) {
			t.Errorf("%q is read as %+v, and written as %q, which is %+v, %v", text, b, b.String(), again, err)
		}
		if strings.Contains("/"+b.Prefix+"/", "/../") || strings.ContainsAny(b.Bucket, "/@?#:") || strings.Contains(b.Endpoint, "@") {
			t.Errorf("%q is read as %+v", text, b)
		}
	})
}
