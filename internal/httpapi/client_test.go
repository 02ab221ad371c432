package httpapi

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	tests := []struct {
		name    string
		trusted []netip.Prefix
		peer    string
		header  string
		want    string
	}{
		{"nobody is trusted", nil, "10.1.1.1:40", "203.0.113.9", "10.1.1.1"},
		{"a stranger is not believed", proxies, "203.0.113.7:40", "203.0.113.9", "203.0.113.7"},
		{"a private network is not trusted by itself", proxies, "192.168.1.1:40", "203.0.113.9", "192.168.1.1"},
		{"nor is this machine", proxies, "127.0.0.1:40", "203.0.113.9", "127.0.0.1"},
		{"a proxy is", proxies, "10.1.1.1:40", "203.0.113.9", "203.0.113.9"},
		{"two proxies are", proxies, "[::1]:40", "203.0.113.9, 10.2.2.2", "203.0.113.9"},
		{"what the client wrote itself is not", proxies, "10.1.1.1:40", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		{"a proxy that says nothing", proxies, "10.1.1.1:40", "", "10.1.1.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = tt.peer
			if tt.header != "" {
				r.Header.Set("X-Forwarded-For", tt.header)
			}
			if got := clientOf(tt.trusted)(r); got != tt.want {
				t.Errorf("the client is %s, want %s", got, tt.want)
			}
		})
	}
}
