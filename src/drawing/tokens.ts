/** The colours of all our pages, in light and dark. One name, one meaning. */
export const tokens = `
:root {
  color-scheme: light dark;
  --page: #e9edf3; --list: #ffffff; --panel: #f3f5f9; --bubble: #ffffff; --line: #e4e7ed;
  --text: #171a1d; --soft: #5d6673; --faint: #6d7683; --accent: #0b6bf2; --hover: #f1f4f8;
  --chosen: #e4efff; --quote: #c9d0da; --image: #e8ecf2; --unread: #e5372b; --tag: #e3eeff;
  --live: #11a05c; --shadow: 0 1px 2px rgb(20 32 54 / .06);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1012; --list: #191b1e; --panel: #121416; --bubble: #25282c; --line: #2c2f34;
    --text: #e8eaed; --soft: #a4acb8; --faint: #8d95a1; --accent: #62a6ff; --hover: #22252a;
    --chosen: #1d3354; --quote: #4a515b; --image: #303439; --unread: #f0564b; --tag: #1d3354;
    --live: #35c07f; --shadow: none;
  }
}
.k0 { background: #3b7de8; } .k1 { background: #1f8f86; } .k2 { background: #7a5fd3; }
.k3 { background: #c2571d; } .k4 { background: #2f855a; } .k5 { background: #b8466b; }
.k6 { background: #4a6785; } .k7 { background: #8a6a1f; } .avatar.work { background: #0b6bf2; }
`
