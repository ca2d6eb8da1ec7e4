/** The colours of all our pages, in light and dark. One name, one meaning. */
export const tokens = `
:root {
  color-scheme: light dark;
  --page: #e9edf3; --list: #ffffff; --panel: #f3f5f9; --bubble: #ffffff; --line: #e4e7ed;
  --text: #171a1d; --soft: #525b67; --faint: #626b78; --accent: #0a61dd; --hover: #f1f4f8;
  --chosen: #e4efff; --quote: #c9d0da; --image: #e8ecf2; --unread: #d92d21; --tag: #e3eeff;
  --live: #11a05c; --shadow: 0 1px 2px rgb(20 32 54 / .06); --on-accent: #ffffff;
  --good: #0a7040; --good-ground: #e3f5eb; --busy: #0a58c8; --busy-ground: #e4efff;
  --warn: #7d5200; --warn-ground: #fdf0d6; --bad: #b3221a; --bad-ground: #fde9e7;
  --quiet: #545d69; --quiet-ground: #eceff4; --sunken: #f6f8fb; --field: #8691a0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1012; --list: #191b1e; --panel: #121416; --bubble: #25282c; --line: #2c2f34;
    --text: #e8eaed; --soft: #aeb6c1; --faint: #98a0ac; --accent: #62a6ff; --hover: #22252a;
    --chosen: #1d3354; --quote: #4a515b; --image: #303439; --unread: #d92d21; --tag: #1d3354;
    --live: #35c07f; --shadow: none; --on-accent: #06172e;
    --good: #5bd69a; --good-ground: #12301f; --busy: #86b9ff; --busy-ground: #15294a;
    --warn: #f2bc5c; --warn-ground: #37290c; --bad: #ff9289; --bad-ground: #411c19;
    --quiet: #aeb6c1; --quiet-ground: #26292e; --sunken: #16181b; --field: #6b7480;
  }
}
.k0 { background: #3b7de8; } .k1 { background: #1f8f86; } .k2 { background: #7a5fd3; }
.k3 { background: #c2571d; } .k4 { background: #2f855a; } .k5 { background: #b8466b; }
.k6 { background: #4a6785; } .k7 { background: #8a6a1f; } .avatar.work { background: #0b6bf2; }
`
