package outbound

import "net/netip"

// forbidden are the networks that nobody asked from outside may reach through us,
// beside those that package netip knows by name: of machines at home, of
// documents, of trials, and those that carry an IPv4 address in another one.
// Sources: the IANA registries of special-purpose addresses (RFC 6890).
func forbidden() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),       // this network (RFC 791)
		netip.MustParsePrefix("100.64.0.0/10"),   // behind a carrier's translation (RFC 6598)
		netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments (RFC 6890)
		netip.MustParsePrefix("192.0.2.0/24"),    // documents (RFC 5737)
		netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays (RFC 7526)
		netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks (RFC 2544)
		netip.MustParsePrefix("198.51.100.0/24"), // documents
		netip.MustParsePrefix("203.0.113.0/24"),  // documents
		netip.MustParsePrefix("240.0.0.0/4"),     // reserved, and broadcast (RFC 1112)
		netip.MustParsePrefix("::/96"),           // IPv4-compatible (RFC 4291), loopback among them
		netip.MustParsePrefix("64:ff9b::/96"),    // NAT64: any IPv4 address (RFC 6052)
		netip.MustParsePrefix("64:ff9b:1::/48"),  // local NAT64 (RFC 8215)
		netip.MustParsePrefix("100::/64"),        // discarded (RFC 6666)
		netip.MustParsePrefix("2001::/23"),       // protocol assignments, Teredo among them (RFC 4380)
		netip.MustParsePrefix("2001:db8::/32"),   // documents (RFC 3849)
		netip.MustParsePrefix("2002::/16"),       // 6to4: any IPv4 address (RFC 3056)
		netip.MustParsePrefix("3fff::/20"),       // documents (RFC 9637)
		netip.MustParsePrefix("5f00::/16"),       // segment routing (RFC 9602)
		netip.MustParsePrefix("fec0::/10"),       // site-local, as it once was (RFC 3879)
	}
}

// Public reports whether an address is one of the open Internet, so that calling it
// tells nobody anything of the machines around ours.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false // loopback, link-local, multicast and unspecified are no global unicast
	}
	for _, p := range forbidden() {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
