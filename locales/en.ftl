## The language itself: its name, and how it writes numbers.

language-name = English
number-decimal = .
number-group = {","}

## Words that many screens share.

unknown = unknown
none = none
never = never
answer-yes = yes
answer-no = no
badge-paper = PAPER
mode-paper = paper
mode-live = live
market-perpetual = { $pair } perp
side-long = long
side-short = short
order-buy = buy
order-sell = sell
code-line = Code: <code>{ $code }</code>

## Commands.

command-start = Home: state, equity, what is open
command-positions = Open positions
command-close = Close positions, two taps
command-follows = Whom you follow, with pause and edit
command-leaders = Leaders you can follow
command-follow = Follow a leader
command-stop = Stop following
command-pnl = Profit and loss
command-history = What was copied, and what was not
command-accounts = Your exchange accounts
command-connect = Connect an exchange account
command-lead = Become a leader
command-settings = Language and notifications
command-admin = Operator's desk
command-cancel = Leave a form
command-help = What I can do

help-title = <b>Tandem</b> copies a leader's trades into your own account.
help-more = Type numbers as you like: <code>25%</code>, <code>$100</code>, <code>0.5x</code>, <code>1.5k</code>.

## Home.

welcome =
    Welcome, <b>{ $name }</b>!
    You start on paper: real prices, no real money. Nothing live happens until you say so twice.
home-title = <b>Tandem</b> · { $name }
home-running = Copying is running.
home-idle = You follow nobody yet.
home-paused = ⏸ New copies are paused by the operator. Exits still work.
home-equity-live = Live equity: <b>{ $equity }</b>
home-equity-paper = PAPER equity: <b>{ $equity }</b>
home-today = Realised today: <b>{ $pnl }</b>
home-open =
    { $positions ->
        [0] No open positions
        [one] { $positions } open position
       *[other] { $positions } open positions
    } · { $follows ->
        [0] following nobody
        [one] following { $follows } leader
       *[other] following { $follows } leaders
    }

## Strangers, groups, and what is not understood.

stranger-hello =
    Hello! Tandem works by invitation.
    Ask the operator for a link and open it here. Your Telegram id is <code>{ $id }</code>.
stranger-press = Tandem works by invitation. Ask the operator for a link.
private-only = I work in private chats only: money is nobody else's business. Write to me directly.
forwarded-ignored = I don't act on forwarded messages. Please write it yourself.
too-fast = That was a lot at once. Give me a few seconds, then go on.
unknown-command = I don't know this command. /help lists what I understand.
unknown-text = I wasn't expecting text just now. The buttons below lead on.
unreadable = I can read text and button presses only.
cancelled = Left. Nothing was changed.
nothing-to-cancel = There is nothing to cancel.

## Buttons.

button-home = Home
button-connect = Connect an account
button-accounts = Accounts
button-lead = Become a leader
button-leaders = Leaders
button-follows = Follows
button-stop = Stop following
button-positions = Positions
button-close = Close positions
button-pnl = PnL
button-history = History
button-settings = Settings
button-help = Help
button-admin = Operator's desk
button-cancel = Cancel
button-back = ‹ Back
button-previous = ‹ Newer
button-next = Older ›
button-refresh = Refresh
button-done = Done
button-save = Save
button-why = Why so?
button-adjust = Open the follow
button-copy-id = Copy my id
button-copy-link = Copy the link
button-open-position = Open the position

## Accounts.

connect-exchange = <b>Connect an account.</b> Which exchange?
connect-ways =
    <b>{ $exchange }</b>
    <b>Paper</b>: starts at once, no key, { $exchange }'s real prices.
    <b>API key</b>: needed for live trading and for leading. It starts on paper too.
button-paper-now = Start on paper now
button-add-key = Add an API key
connect-parts-two = API key, then secret
connect-parts-three = API key, then secret, then passphrase
connect-key =
    <b>{ $exchange }: send the key in one message</b>
    { $parts }, with spaces or new lines between.

    • Allow reading and trading (spot, futures). A leader needs reading only.
    • Never allow withdrawals or transfers: such a key is refused.
    • Bind it to this server's IP address if you can.

    I delete your message at once and keep the key encrypted.
connect-checking = Your message is deleted. Asking { $exchange } what the key may do…
key-not-deleted = ⚠ I could not delete your message with the key. Please delete it yourself, now.
key-as-text = Please send the key as plain text in one message, or /cancel.
key-replaced = ✅ The key is replaced.
account-linked = ✅ { $exchange } is connected, on paper for now. Go live when you are ready.
account-linked-paper = ✅ { $exchange } is connected on paper.
accounts-none = No account is connected yet.
accounts-title = <b>Accounts</b>
account-head = <b>{ $account }</b>
account-line =
    <b>{ $label }</b>: { $equity }, { $count ->
        [0] nothing open
        [one] { $count } position
       *[other] { $count } positions
    }
account-status-active = Working.
account-status-paused_auth = ⚠ The key stopped working: this account is not managed now.
account-status-frozen = ⚠ Foreign orders were seen: I open nothing here until you say that they are yours. Closes go on.
account-status-wrong_mode = ⚠ The position mode is not the one I knew: I open nothing here until it is clear. Closes go on.
account-status-unlinked = Not connected any more.
account-equity = Equity: { $equity }
account-open = Open positions: { $count }
rights-no-key = No API key: paper only.
rights = Key: spot { $spot }, futures { $perpetual }, withdrawals { $withdraw }, bound to an IP { $bound }.
button-account-live = Go live
button-account-paper = Back to paper
button-account-key = Replace the key
button-account-unlink = Disconnect
button-account-thaw = These orders are mine
account-ask-live =
    <b>Real money.</b> From now on { $account } places real orders for what you follow.
    You can go back to paper whenever nothing is open.
button-live-now = Trade with real money
account-is-live = ✅ Live: orders use real money now.
account-is-paper = ✅ On paper: no real orders any more.
account-ask-unlink = Disconnect <b>{ $account }</b>? The key is erased.
button-unlink-now = Disconnect and erase the key
account-unlinked = ✅ { $label } is disconnected, its key is erased.

## Leaders.

leaders-none = There is no leader here yet.
leaders-title = <b>Leaders</b>
leader-line =
    <b>{ $name }</b> · { $exchange } · { $count ->
        [0] no followers
        [one] { $count } follower
       *[other] { $count } followers
    }
leader-button-mine = { $name } (you)
leader-head = <b>{ $name }</b> · trades on { $exchange }
leader-retired = Does not lead any more.
leader-followers =
    { $count ->
        [0] Nobody follows yet.
        [one] { $count } follower here.
       *[other] { $count } followers here.
    }
leader-since = Began leading here { $since }.
leader-last-trade = Last trade { $at }.
leader-no-trades = No trade seen yet.
leader-holds = Holds now: { $holdings }
leader-holds-nothing = Holds nothing now.
leader-risk = You copy at your own risk: a past result promises nothing.
button-follow = Follow
button-retire = Stop leading
leader-ask-retire =
    { $count ->
        [0] Stop leading? Nobody follows you now.
        [one] Stop leading? { $count } follower keeps the open positions and takes no new ones.
       *[other] Stop leading? { $count } followers keep their open positions and take no new ones.
    }
button-retire-now = Stop leading
lead-account = <b>Lead with which account?</b> I only read its trades.
lead-needs-key = Leading needs an account with an API key. A read-only key is enough.
lead-name = <b>Under which name?</b> Type it, 2 to 32 characters, for example <code>{ $suggestion }</code>.
lead-published = ✅ You lead now. Send the link to those who may follow.
lead-retired = ✅ You don't lead any more. Your followers take no new positions.

## The follow form.

form-no-account = Following needs an account. On paper it takes one tap: real prices, no real money, no key.
form-account = <b>Follow { $leader }</b> with which account?
form-sizing =
    <b>How big shall each copy be?</b>
    Choose, or type <code>$100</code>, <code>5%</code> or <code>0.5x</code>.
button-sizing-fixed_quote = The same amount each time
button-sizing-leader_ratio = A multiple of the leader's amount
button-sizing-equity_proportional = In proportion to equity
button-sizing-equity_percent = A percentage of my equity
form-size-fixed_quote = <b>How many USDT per trade?</b> Choose or type, for example <code>$100</code>.
form-size-leader_ratio = <b>How many times the leader's amount?</b> Choose or type, for example <code>0.5x</code>.
form-size-equity_proportional =
    <b>The same share of equity as the leader, times what?</b>
    1x risks exactly the leader's share. Choose or type, for example <code>0.5x</code>.
form-size-equity_percent = <b>Which part of your equity per trade?</b> Choose or type, for example <code>5%</code>.
sizing-fixed_quote = Size: { $size } per trade
sizing-leader_ratio = Size: { $size } of the leader's amount
sizing-equity_proportional = Size: the leader's share of equity × { $size }
sizing-equity_percent = Size: { $size } of equity per trade
form-review = <b>Follow { $leader }</b>
form-review-change = <b>Change the follow of { $leader }</b>
form-mode-auto = Copies at once.
form-mode-ask = Asks you first, with a countdown.
form-limits-line = Limits: { $limits }
form-example = <b>Example.</b> The leader puts { $cost } USDT into { $market } at { $price }.
form-example-mine = You: { $amount } { $coin } for <b>{ $cost } USDT</b>, margin { $margin } at { $leverage }x.
form-example-loss = Most you can lose on it: about { $loss } USDT.
form-example-skip = You would <b>not</b> copy it: { $reason }
form-limits = <b>Limits.</b> They bind new entries only; exits are always copied.
form-rule = <b>{ $name }</b>: { $value }
form-type-money = Choose or type, for example <code>$250</code>.
form-type-count = Choose or type a whole number.
form-type-leverage = Choose or type a whole number, for example <code>5x</code>.
form-type-seconds = Choose or type seconds.
form-type-percent = Choose or type, for example <code>2.5%</code>.
form-type-times = Choose or type, for example <code>0.5x</code>.
form-type-coins = Choose or type coins, for example <code>BTC ETH</code>.
button-start-follow = Start copying
button-mode-ask = Ask me first instead
button-mode-auto = Copy at once instead
button-size = Size
button-limits = Limits
rule-button = { $name }: { $value }
rule-none = no limit
rule-max_per_trade = Per trade
rule-max_per_trade-hint = The most one copy may cost.
rule-max_symbol_exposure = Per coin
rule-max_symbol_exposure-hint = The most you hold in one coin through this follow.
rule-max_total_exposure = In all
rule-max_total_exposure-hint = The most you hold through this follow in all.
rule-max_open_positions = Positions
rule-max_open_positions-hint = How many positions may be open at once.
rule-leverage = Leverage
rule-leverage-hint = What the leverage rule refers to.
rule-leverage_policy = Leverage rule
rule-leverage_policy-hint = Take the leader's leverage, always mine, or the leader's up to mine.
rule-margin_mode = Margin
rule-margin_mode-hint = Isolated risks a position's own margin only; cross risks the whole wallet.
rule-stop_loss = Stop-loss
rule-stop_loss-none = not set
rule-stop_loss-hint = Set with every entry, this far from its price.
rule-take_profit = Take-profit
rule-take_profit-none = not set
rule-take_profit-hint = Set with every entry, this far from its price.
rule-max_slippage = Slippage
rule-max_slippage-hint = How much worse than the leader's your entry price may be.
rule-max_age_seconds = Age, seconds
rule-max_age_seconds-hint = Older entries of the leader are not copied.
rule-multiplier = Multiplier
rule-multiplier-hint = Every size is multiplied by it.
rule-side_filter = Sides
rule-side_filter-hint = Which side of the market to copy.
rule-allowed = Only coins
rule-allowed-hint = Copy these only.
rule-allowed-none = all
rule-denied = Never coins
rule-denied-hint = Never copy these.
rule-denied-none = none
rule-below_minimum = Below the minimum
rule-below_minimum-hint = When a copy is smaller than the exchange takes.
choice-follow = the leader's
choice-fixed = always mine
choice-cap = the leader's up to mine
choice-isolated = isolated
choice-cross = cross
choice-both = long and short
choice-long_only = long only
choice-short_only = short only
choice-skip = skip it
choice-raise = raise it

## The leader's past under one's own rules.

button-replay = Try it on the leader's past
button-replay-days = { $days } days
replay-reading =
    ⏳ Reading the last { $days } days of { $leader }…
    You can go back meanwhile; nothing starts by itself.
replay-trying =
    ⏳ Trying your rules on { $events ->
        [one] { $events } order
       *[other] { $events } orders
    } of the leader…
replay-failed = <b>There is no preview just now.</b> { $why }
replay-not-now = Try again in a moment.
replay-title = <b>{ $leader }: { $days } days, your rules</b>
replay-empty = Nobody knows of a new position of this leader in that time, so there is nothing to try your rules on.
replay-result = Result: <b>{ $pnl } USDT ({ $part })</b> on { $money }
replay-fall = Deepest fall: { $fall } USDT ({ $part })
replay-worst = Worst: { $market } { $side } { $pnl } USDT
replay-fees = Fees: { $fees } USDT
replay-copied = Copied { $copied } of { $entries ->
        [one] { $entries } entry
       *[other] { $entries } entries
    }
replay-closed = { $closed ->
        [one] { $closed } position
       *[other] { $closed } positions
    } closed, { $won } with a gain
replay-skipped = Not copied { $times }×: { $reason }
replay-cut = Made smaller { $times }× by your limit "{ $limit }".
replay-cut-balance = Made smaller { $times }× to fit your balance.
replay-stopped = Own stop-loss or take-profit: { $times ->
        [one] { $times } position
       *[other] { $times } positions
    }
replay-liquidated = ⚠️ { $times ->
        [one] { $times } position
       *[other] { $times } positions
    } would have been liquidated
replay-enough-searching = Balance for 95% of the entries: looking…
replay-enough = Balance for 95% of the entries: { $money } USDT
replay-enough-part = Your rules let { $copied } of { $entries } through; { $money } USDT copies 95% of those
replay-enough-none = No balance would copy them: { $reason }
replay-enough-unknown = your rules leave none.
replay-known-since = <i>Known only since { $at }.</i>
replay-todays-equity = <i>The leader's equity of today stands for that of then.</i>
replay-spot-maybe = <i>Spot trades in coins the leader no longer holds may be missing.</i>
replay-note = <i>Usual fees, { $slippage } slippage, no funding, maintenance margin { $maintenance }. In between falls can be deeper, stops hit earlier.</i>
replay-promise = <i>The past promises nothing.</i>
button-replay-curve = Curve
button-replay-more = More
replay-note-hourly = <i>Usual fees, { $slippage } slippage, no funding, maintenance margin { $maintenance }; prices hour by hour.</i>
picture-replay-title = { $leader }, under your rules
picture-replay-subtitle = The last { $days } days, had you followed
picture-replay-copied = Copied
picture-replay-footer = With usual fees and slippage, without funding. The past promises nothing.
picture-replay-mark = PREVIEW
picture-replay-caption = <b>{ $leader }: { $days } days, your rules</b>: { $pnl } USDT
refusal-balance-unknown = The balance of this account isn't known yet. Try again in a moment.

## Follows.

follows-none = You follow nobody yet.
follows-title = <b>Follows</b>
follow-line = <b>{ $leader }</b> → { $account }{ $paper }: { $pnl }. { $status }
follow-head = <b>Following { $leader }</b>
follow-account = Account: { $account }
follow-status-active = Running.
follow-status-paused = Paused: no new entries, exits are copied.
follow-status-close_only = Closing only: waits for the leader's exits.
follow-status-closing = Stopping: closing what is open.
follow-status-stopped = Stopped.
follow-result =
    { $count ->
        [0] Nothing open
        [one] { $count } open position
       *[other] { $count } open positions
    } · realised { $pnl }
follow-started = ✅ You follow { $leader } now. The next trade of { $leader } comes here as a card.
follow-changed = ✅ Saved. What is open stays as it is.
follow-paused = ⏸ Paused.
follow-paused-pending =
    { $count ->
        [one] One entry was decided before that and is not over yet: it is on its way, or asks you.
       *[other] { $count } entries were decided before that and are not over yet: they are on their way, or ask you.
    }
follow-resumed = ▶ Running again.
button-follow-edit = Edit
button-follow-pause = Pause
button-follow-resume = Resume
button-follow-stop = Stop following
stop-which = <b>Stop following whom?</b>
stop-empty = Stop following <b>{ $leader }</b>? Nothing is open.
button-stop-now = Stop following
stop-head = <b>Stop following { $leader }</b>
stop-open =
    { $count ->
        [one] { $count } position is open
       *[other] { $count } positions are open
    }, floating { $pnl }.
stop-choices =
    <b>Close all</b>: sell at market now.
    <b>Keep</b>: they stay yours, nobody manages them.
    <b>Leader closes</b>: no new ones, exits are still copied.
button-follow-stopclose = Close all now
button-follow-stopkeep = Keep them
button-follow-stoplead = Let the leader close them
stopped-stopclose =
    ✅ You don't follow { $leader } any more. { $count ->
        [0] Nothing was left to close.
        [one] Closing { $count } position.
       *[other] Closing { $count } positions.
    }
stopped-stopkeep = ✅ You don't follow { $leader } any more. Open positions are in your hands now.
stopped-stoplead = ✅ No new entries from { $leader }. What is open closes when the leader closes.

## Positions.

positions-none = Nothing is open.
positions-title =
    { $count ->
        [one] <b>{ $count } open position</b>
       *[other] <b>{ $count } open positions</b>
    }
position-head =
    <b>{ $market }</b> · { $side }{ $leverage ->
        [1] {""}
       *[other] {" "}{ $leverage }x
    }
position-copied = Copied from { $leader } · { $account }
position-size = { $amount } { $coin } from { $entry }
position-price = Price now: { $price }
position-pnl = Floating: <b>{ $pnl }</b>
position-liquidation = Liquidation near { $price }
position-protection = Stop-loss: { $stop } · take-profit: { $take }
position-opened = Opened { $at }
button-position-close = Close
button-position-half = Close half
button-position-protect = Stop-loss / take-profit
button-position-sl = Stop-loss
button-position-tp = Take-profit
button-position-unprotect = Remove both
ask-closenow = Close all of it at market? Floating now: { $pnl }.
ask-halfnow = Close half of it at market? Floating on the whole: { $pnl }.
button-closenow = Close now
button-halfnow = Close half now
closing = ⏳ Closing. The result comes as a message.
close-which = <b>Close what?</b> Each asks once more.
button-close-all = Close all ({ $count })
button-closeall = Close all
ask-close-all =
    { $count ->
        [one] Close your { $count } position at market?
       *[other] Close all { $count } positions at market?
    }
button-close-all-now = Close all { $count } now
closing-all =
    { $count ->
        [0] Nothing is being closed.
        [one] ⏳ Closing { $count } position. The result comes as a message.
       *[other] ⏳ Closing { $count } positions. The results come as messages.
    }
closing-all-refused =
    { $count ->
        [one] { $count } could not be closed just now: look at it in /positions.
       *[other] { $count } could not be closed just now: look at them in /positions.
    }
protect-menu = They are held at the exchange and work while I am away.
ask-trigger-sl =
    <b>Stop-loss for { $market }</b>
    Entry { $entry }, price now { $price }.
    Choose a distance from the entry, or type a price or <code>5%</code>.
ask-trigger-tp =
    <b>Take-profit for { $market }</b>
    Entry { $entry }, price now { $price }.
    Choose a distance from the entry, or type a price or <code>10%</code>.
protection-set = ✅ Set at the exchange.
protection-removed = ✅ Removed: this position is not protected now.

## Trades and confirmations.

trade-head =
    { $sign } · <b>{ $market }</b> · { $side }{ $leverage ->
        [1] {""}
       *[other] {" "}{ $leverage }x
    }
trade-sign-asked = ❔ Your call
trade-sign-reserved = ⏳ Placing
trade-sign-executed = ✅ Filled
trade-sign-partial = ☑ Partly filled
trade-sign-failed = ❌ Failed
trade-sign-needs_reconciliation = ❓ Checking
trade-sign-skipped = ⏭ Not copied
trade-sign-closed = 🏁 Closed
trade-sign-liquidated = 🔥 Liquidated
trade-source-copy = { $leader } { $kind } → { $account }
trade-source-close = Your close → { $account }
trade-source-stop_loss = Stop-loss reached → { $account }
trade-source-take_profit = Take-profit reached → { $account }
trade-source-stop = You stopped following { $leader } → { $account }
kind-open = opened
kind-increase = added
kind-reduce = reduced
kind-close = closed
kind-flip = turned round
trade-done-buy = Bought { $filled } { $coin } at <b>{ $price }</b> ({ $cost })
trade-done-sell = Sold { $filled } { $coin } at <b>{ $price }</b> ({ $cost })
trade-part-buy = Bought { $filled } of { $amount } at <b>{ $price }</b>
trade-part-sell = Sold { $filled } of { $amount } at <b>{ $price }</b>
trade-plan-buy = Buy { $amount } for { $cost }
trade-plan-sell = Sell { $amount } for { $cost }
trade-compared = { $leader }: { $price }. You: { $compared }{ $delay }
trade-placing = The order is on its way to { $exchange }.
trade-checking = No clear answer from { $exchange }. I keep asking whether the order exists; it is never sent twice.
trade-rest-dropped = The rest was not filled and is cancelled.
trade-failed = Nothing was bought or sold: { $reason }
trade-fee = Fee { $fee } USDT · { $rule }
trade-rule-cut = { $rule }, cut by { $limit }
trade-planned = { $leader }: { $price } · { $rule }
trade-ended = Position closed at { $price }, { $at }: <b>{ $pnl } USDT</b> after fees
ask-copy = { $leader } goes { $side }. Copy it?
ask-leader-price = Leader's price: { $price }
ask-own = You: { $amount }, { $cost }, price now { $price }
ask-ruled = { $rule }
ask-expires = Expires { $at }
button-answer-copy = Copy
button-answer-half = Half
button-answer-skip = Skip
toast-copy = Copying
toast-half = Copying half
toast-skip = Skipped
toast-closing = Closing
card-answered-copy = You pressed Copy at { $at }.
card-answered-half = You pressed Half at { $at }.
card-answered-skip = You skipped it at { $at }.
card-answered-expired = Nobody answered: it expired at { $at }.
card-answered-overtaken = The leader left before you answered, at { $at }.
answered-copy = Already answered: Copy at { $at }.
answered-half = Already answered: Half at { $at }.
answered-skip = Already answered: Skip at { $at }.
answered-expired = This question expired at { $at }. Nothing was copied.
answered-overtaken = The leader left at { $at }. Nothing was copied.
confirmation-closed = This question is closed.
button-was-skip = Skipped
button-was-expired = Expired
button-was-overtaken = Overtaken

sized-fixed_quote = sized by a fixed amount
sized-leader_ratio = sized by the leader's amount
sized-equity_proportional = sized in proportion to equity
sized-equity_percent = sized by a percentage of equity
sized-leader_fraction = the leader's fraction of your position
sized-other = sized by your close
limit-balance = your free balance
limit-max_per_trade = your limit per trade
limit-max_symbol_exposure = your limit per coin
limit-max_total_exposure = your limit in all
limit-other = a limit

failure-not-sent = the order never left this machine.
failure-rejected-by-exchange = the exchange rejected the order.
failure-not-filled = nobody sold or bought within your slippage.
failure-insufficient-funds = there was not enough free margin or balance.
failure-key-rejected = the exchange did not accept the key.
failure-position-mode = the account was in another position mode than I knew.
failure-entries-closed = new entries had to wait just then, for safety.
failure-close-leg-failed = the old side could not be closed first.
failure-confirmation-expired = nobody answered in time.
failure-skipped-by-follower = you skipped it.
failure-follow-stopped = you had stopped following.
failure-leader-left = the leader had left already.
failure-slippage = the price had moved further than your slippage allows.
failure-not-at-exchange = the exchange has no such order: it never arrived.
failure-other = the exchange said { $code } { $message }

## News.

closed-by-leader = 🏁 <b>Closed with { $leader }</b>
closed-by-follower = 🏁 <b>Closed by you</b>
closed-by-stop_loss = 🛑 <b>Stop-loss hit</b>
closed-by-take_profit = 🎯 <b>Take-profit hit</b>
closed-by-external = 🏁 <b>Closed at the exchange, not by me</b>
closed-by-adl = ⚠ <b>Closed by the exchange (auto-deleveraging)</b>
closed-at = At the exchange { $at }
closed-prices = { $entry } → { $exit }
closed-result = Result after fees: <b>{ $pnl } USDT</b> (fees { $fees }, funding { $funding })
liquidated = 🔥 <b>Liquidated by { $exchange }</b>
liquidated-advice = Lower leverage or a stop-loss keeps the next one away.
protection-missed = ⚠ <b>The exchange did not take the stop-loss or take-profit.</b> This position is open without it.
skipped = ⏭ <b>Not copied:</b> { $leader }, { $market }
skip-follow_stopped = you don't follow any more.
skip-follow_paused = the follow is paused.
skip-follow_close_only = the follow only closes.
skip-copying_paused = new copies are paused by the operator.
skip-account_not_ready = the account is not ready: look at its key.
skip-symbol_unknown = your exchange does not have this market.
skip-market_closed = your exchange takes no new entries in this market now: it is closing, at rest or only reduced.
skip-symbol_not_allowed = this coin is not on your list.
skip-side_not_allowed = you don't copy this side.
skip-symbol_taken = another leader holds this market on your account.
skip-nothing_to_add_to = you don't have the position the leader added to.
skip-nothing_to_close = you have nothing to close here.
skip-too_old = it reached me too late.
skip-undated = the exchange gave it a time that can't be true, so nobody knows how old it is.
skip-leader_left = the leader was out again before I could copy it.
skip-order_copied = it is a further part of an order that you copied with your whole size already.
skip-no_price = no fresh price is known.
skip-slippage = the price had moved further than you allow.
skip-no_balance = your balance is not known yet.
skip-no_leader_equity = the leader's equity is not known.
skip-limit_reached = a limit of yours is reached.
skip-too_many_positions = you have as many positions as you allow.
skip-not_enough_balance = your free balance is too small.
skip-below_minimum = it is smaller than the exchange takes.
skip-dust = what is left is too small to sell.
skip-entries_closed = new copies wait just now, for safety. Closes go on.
skip-not_decided = it could not be decided: the operator should look at the log.
skip-other = { $code }
account-paused = 🔑 <b>{ $account } is paused</b>
account-paused-advice = Its positions are <b>not managed</b> now. Make a new key and replace this one.
account-resumed = 🔑 <b>{ $account }</b> works again.
key-trouble-key-can-withdraw = The key has gained the right to withdraw. I don't use such a key.
key-trouble-key-can-transfer = The key has gained the right to transfer. I don't use such a key.
key-trouble-key-rejected = The exchange does not accept the key any more.
key-trouble-key-wrong = The exchange does not accept the key any more.
account-frozen-advice =
    I open nothing on it now; closes go on.
    If these orders are yours, press the button. If not: delete the key at the exchange at once, change your password there, then connect with a new key.
wrong-mode =
    ⚠ <b>{ $account }: new entries wait</b>
    The exchange refused an order because the account's position mode was another than I knew. Closes go on. I look again every half minute and go on by myself.
wrong-mode-binance =
    If it stays like this: Binance → Futures → ⋯ → Preferences → Position Mode → <b>One-way Mode</b>. It can only be changed while no position and no order is open.
wrong-mode-bybit =
    If it stays like this: Bybit → Derivatives → USDT Perpetual → trade settings → Position Mode → <b>One-Way Mode</b>, for <b>all</b> symbols. It can only be changed while no position and no order is open.
wrong-mode-bitget =
    If it stays like this: Bitget → Futures → USDT-M → ⋯ → Preferences → Position mode → <b>One-way mode</b>. It can only be changed while no position and no order is open.
account-unmanaged = 🔑 <b>{ $account } is still paused</b>
    { $positions ->
        [one] One position is <b>not managed</b>.
       *[other] { $positions } positions are <b>not managed</b>.
    }
key-trouble-foreign-orders = Orders came in on this account that I did not give: several within ten minutes.
key-trouble-other = The exchange said { $code }.
leader-gap =
    🔌 <b>{ $leader } is heard again.</b> Meanwhile { $skipped ->
        [one] { $skipped } entry was skipped
       *[other] { $skipped } entries were skipped
    }{ $entered ->
        [0] { "" }
        [one] , { $entered } was copied
       *[other] , { $entered } were copied
    }{ $closed ->
        [0] .
        [one] , { $closed } close was done.
       *[other] , { $closed } closes were done.
    }
    Entries are skipped when they are too old, or when the leader has left again; closes are always done.
leader-stale =
    🔌 <b>I can't hear { $leader }</b>, last heard { $since }.
    Exits may come late. Your stop-losses stand; I close what is owed as soon as I hear the leader again.
leader-back = 🔌 <b>{ $leader }</b> is heard again; what I missed is read.
leader-terms = ℹ { $leader } changed the leverage in { $market } from { $before }x to { $after }x. Your own limit stays.
leader-forced-liquidation = 💥 <b>{ $leader } was liquidated</b> in { $market }. Your position there is being closed.
leader-forced-adl = ⚠ The exchange took { $leader }'s position in { $market }. Yours there is being closed.
leader-lost = ⚠ <b>You can't copy { $leader } any more</b>
leader-lost-rejected = The exchange refuses the leader's key. I copy nothing new from this leader.
leader-lost-silent = The leader has not been heard for a long time. I copy nothing new from this leader.
leader-lost-retired = The leader has stopped leading. I copy nothing new from this leader.
leader-lost-open =
    { $count ->
        [one] You have { $count } open position from this leader. What shall become of it? Until you choose, it stays.
       *[other] You have { $count } open positions from this leader. What shall become of them? Until you choose, they stay.
    }
button-lost-keep = Keep my positions
button-lost-close = Close all
breaker-open = ⚠ <b>{ $exchange }</b> does not answer. No entries are copied there meanwhile; closes that are due are kept and done as soon as it answers.
breaker-closed = ✅ <b>{ $exchange }</b> answers again. Copying goes on.
entries-stopped-disk =
    ⚠ <b>New entries are paused: disk</b>
    The disk is full or can't be written. Closes go on as long as they can be noted. Make room; I look again every few seconds.
entries-resumed-disk = ✅ There is room on the disk again: new entries go on.
entries-stopped-damaged =
    ⚠ <b>New entries are paused: the book is damaged</b>
    Stop me, restore a backup with <code>python -m bot restore</code> and start again. I then compare every account with its exchange.
entries-resumed-damaged = ✅ The book is whole again: new entries go on.
entries-stopped-clock =
    ⚠ <b>New entries are paused: clock</b>
    This machine's clock and the clock of { $place } differ too much. Closes go on. Set the clock by NTP; I look again every few minutes.
entries-resumed-clock = ✅ This machine's clock agrees with { $place } again: new entries go on.
entries-stopped-restored =
    ⚠ <b>New entries are paused: an older book</b>
    The database is older than the last one that ran here. I compare every account with its exchange first; the exchange is right.
entries-resumed-restored = ✅ Every account has been compared with its exchange: new entries go on.
entries-stopped-conflict =
    ⚠ <b>New entries are paused: a second bot</b>
    Another program uses this bot's token. Stop it: two of us would trade twice. Closes go on.
entries-resumed-conflict = ✅ Nobody else uses the bot's token any more: new entries go on.
entries-stopped-recovering = ⏳ New entries wait until the accounts have been compared with their exchanges.
entries-resumed-recovering = ✅ The accounts have been compared with their exchanges: new entries go on.
entries-stopped-frozen = ⚠ <b>{ $place } refuses this machine.</b> New entries there are paused; closes keep trying.
entries-resumed-frozen = ✅ { $place } accepts this machine again: new entries there go on.
entries-stopped-blind = ⚠ <b>{ $place } takes orders but answers no questions.</b> New entries there are paused; closes go on.
entries-resumed-blind = ✅ { $place } answers questions again: new entries there go on.
lane-open = new entries
lane-close = closes
lane-lookup = look-ups
lane-stream = live streams
lane-market = prices
lane-other = calls
drift =
    ⚠ <b>{ $label }: the books differ in { $market }</b>
    I expected { $expected } { $coin }, the exchange has { $found }. Did you trade by hand?
trade-waits-answer =
    ❓ <b>{ $market }: the exchange does not answer</b>
    Whether the order of { $since } exists is still unknown. Its budget stays held; I keep asking and never send it twice.
trade-waits-exit =
    ⚠ <b>{ $market }: a close is pending since { $since }</b>
    It could not leave yet. I keep trying; stops at the exchange stay in force.
may-be-a-repeat = <i>(may be a repeat)</i>
digest-title-late =
    { $count ->
        [one] 🗞 <b>Told late: one message in short</b>
       *[other] 🗞 <b>Told late: { $count } messages in short</b>
    }
digest-more = … and { $count } more
chat-gone = 🔇 { $name } can't be reached: the bot was blocked, or the account is gone. Their trading goes on as they set it.
welcome-back = 👋 <b>Welcome back.</b> I could not write to you for a while; trading went on as you set it. Have a look at what is open and what happened.

## Reports.

pnl-title = <b>PnL · { $period }</b>
pnl-realized = Realised, after fees: <b>{ $pnl }</b>
pnl-floating = Floating now: { $pnl }
pnl-costs = Fees { $fees } · funding { $funding } USDT
pnl-closed =
    { $count ->
        [0] No position closed.
        [one] { $count } position closed, { $won } in profit.
       *[other] { $count } positions closed, { $won } in profit.
    }
pnl-extremes = Best { $best } · worst { $worst } USDT
period-today = Today
period-week = 7 days
period-month = 30 days
period-all = All time
history-none = No history yet.
history-end = That is all.
history-title = <b>History</b> · page { $page }{ $paper }
history-trade = 
    { $side } { $amount } <a href="{ $link }"><b>{ $market }</b></a> at { $price }
    { $sign } · { $leader }{ $paper } · { $at }
history-skip = 
    ⏭ <b>{ $market }</b>: { $reason }
    { $leader }{ $paper } · { $at }

## Copy quality and leaders' records.

command-quality = How well you copy your leaders
button-quality = Copy quality
button-statistics = The leader's record
button-quality-more = Delays and reasons
button-more = More
quality-none = You have not followed anybody yet, so there is nothing to compare.
quality-choose = <b>Copy quality.</b> Of which leader?
quality-line =
    <b>{ $leader }</b> · { $running ->
        [0] not followed any more
        [one] { $running } follow
       *[other] { $running } follows
    }
quality-title = <b>Copy quality · { $leader }</b> · { $period }
quality-title-all = <b>Copy quality · { $leader }</b> · { $period } · all followers
quality-empty = There was nothing to copy in this time.
quality-few = ⚠ <b>Too few yet:</b> { $count } of { $needed } copies
quality-lost = Worse prices (+) cost { $money } USDT in all
quality-saved = Better prices (-) saved { $money } USDT in all
quality-fates = Copied { $copied } · skipped { $skipped } · missed { $missed }
quality-reasons = Most often: { $reasons }.
quality-reason = { $reason } ({ $count })
quality-reason-other = the exchange refused it
quality-column-stage = Delay, s
quality-column-price = Price, bps
quality-column-median = middle
quality-column-high = 9 of 10
stage-seen = heard
stage-decided = decided
stage-sent = sent
stage-filled = filled
stage-whole = in all
quality-mine = You: <b>{ $result }</b>
quality-mine-all = Followers: <b>{ $result }</b>
quality-theirs = Leader, before fees: { $result }
quality-means = <i>9 of 10 were no slower than that. Percentages: of what was put in.</i>
quality-nothing-closed = nothing closed

statistics-title = <b>{ $leader }</b> · own trades since { $since }
statistics-none = No trade of this leader has been seen from its beginning to its end yet.
statistics-few = ⚠ <b>Too few to say:</b> { $count } of { $needed } trades
statistics-result = Result: <b>{ $pnl } USDT</b> ({ $roi })
statistics-result-only = Result: <b>{ $pnl } USDT</b>
statistics-percent-of = Percentages are of { $base } USDT, the balance at the first trade.
statistics-no-percent = The balance was not known, so there is no percentage.
statistics-without-best = Without the best trade: { $pnl } USDT
statistics-fall = Deepest fall: { $fall }
statistics-no-fall = Deepest fall: none yet
statistics-won = Won { $won } of { $closed } ({ $rate }); in the long run probably at least { $low }
statistics-pace = Independent: { $independent } · a week: { $week } · usually held { $hold }
statistics-worst-day = Worst day: { $day }, { $pnl } USDT
statistics-no-worst-day = Worst day: none lost money yet
statistics-open = Open now: { $count }, { $pnl } USDT so far
statistics-open-unknown = Open now: { $count }, the result is not known
statistics-unseen =
    { $count ->
        [one] Left out: { $count } trade whose beginning I did not see.
       *[other] Left out: { $count } trades whose beginning I did not see.
    }
statistics-honest = <i>Before the leader's fees and funding.</i>
statistics-means = <i>What overlaps in time is one independent trade; { $needed } of those say something.</i>
record-few =
    Record: too few to say, { $count ->
        [one] { $count } independent trade of { $needed }.
       *[other] { $count } independent trades of { $needed }.
    }
record-line = Record: <b>{ $pnl } USDT</b> in { $closed } trades; probably wins at least { $low }; deepest fall { $fall }
span-days = { $number } d
span-hours = { $number } h
span-minutes = { $number } min
span-seconds = { $number } s

## Settings.

settings-title = <b>Settings</b>
settings-noise = Press a line to change how that news arrives. Urgent news can be silent, never off.
noise-button = { $news }: { $noise }
noise-on = with sound
noise-silent = silent
noise-off = off
news-fill = Fills
news-skip = Skipped trades
news-failure = Failures
news-close = Closed positions
news-protection = Stop-loss, take-profit
news-liquidation = Liquidations
news-reconciliation = Unclear orders
news-exchange = Exchange outages
news-key = API keys

## The operator.

admin-title = <b>Operator's desk</b>
admin-running = Copying runs.
admin-paused = ⏸ All new entries are paused. Exits go on.
admin-users =
    { $count ->
        [one] { $count } person is in.
       *[other] { $count } people are in.
    }
admin-queues = Unclear orders: { $trades } · unpublished events: { $events }
admin-no-streams = No leader streams.
admin-stream = { $leader } ({ $exchange }): { $state }, last seen { $seen }
stream-up = connected
stream-down = ⚠ disconnected
admin-no-breakers = All exchanges answer.
admin-breaker = ⚠ { $exchange }, { $lane }: { $state }
admin-invite =
    <b>Invitation</b>: it is not shown again.
    { $link }
admin-user = { $name } · <code>{ $id }</code> · { $language }
admin-user-operator = { $name } · <code>{ $id }</code> · { $language } · operator
button-admin-invite = Invite
button-people = People
button-admin-pause = Pause everything
button-admin-resume = Resume everything
switched-pause = ⏸ Paused for everybody.
switched-resume = ▶ Running for everybody.

## Refusals and errors: plain text, shown as an alert or a message.

refusal-not-found = I can't find that. It may be gone already.
refusal-other = That is not possible ({ $code }).
refusal-button-unknown = This button means nothing to me any more. Open the screen anew with /start.
refusal-form-closed = This form is closed. Begin again with /start.
refusal-choice-only = Please choose one of the buttons.
refusal-number-form = I can't read this number. Type it like 100, 1 000.50, 1.5k, 25% or 0.5x.
refusal-number-ambiguous = { $typed } can be read in two ways. Write it without the comma.
refusal-number-range = Type a number between { $low } and { $high }.
refusal-number-unit = { $typed } does not fit here. Type it like { $example }.
refusal-number-whole = Type a whole number, like 5.
refusal-coins-count = Name 1 to { $most } coins, like BTC ETH.
refusal-coin-form = { $coin } does not look like a coin. Write it like BTC or BTC/USDT.
refusal-name-length = A name has { $low } to { $high } characters.
refusal-name-form = A name is one line of visible characters.
refusal-key-parts = I need exactly { $wanted } parts in one message, and found { $found }. Nothing was kept. Try again or /cancel.
refusal-key-form = This does not look like a key. Copy every part whole. Nothing was kept. Try again or /cancel.
refusal-key-lost = I was restarted before I could use your key. It was not kept: please send it again.
refusal-key-can-withdraw = This key can withdraw money. I refuse it: make one without withdrawals.
refusal-key-can-transfer = This key can transfer money. I refuse it: make one without transfers.
refusal-key-wrong = The exchange did not accept this key. Check that every part is whole and that your IP is allowed.
refusal-key-is-read-only = This key can only read. Live trading needs one that may trade.
refusal-key-of-other-account = This key belongs to another exchange account. Connect that one separately.
refusal-exchange-away = The exchange does not answer just now. Nothing was kept. Try again in a minute.
refusal-account-linked-already = This exchange account is connected already.
refusal-account-needs-key = Live trading needs an API key. Add one to the account first.
refusal-account-unlinked = This account is not connected any more.
refusal-account-unknown = I can't find that. It may be gone already.
refusal-account-not-yours = I can't find that. It may be gone already.
refusal-account-has-positions = First close what is open on this account.
refusal-account-in-use = This account is used by a follow. Stop following first.
refusal-account-is-trading = Orders of this account are still on their way. Try again in a moment.
refusal-account-leads = You lead with this account. Stop leading first.
refusal-account-not-ready = This account is paused: look at its key in /accounts. Nothing was copied.
refusal-bad-label = This name does not work for an account.
refusal-label-taken = You have an account of this name already.
refusal-bad-name = This name does not work. Use 2 to 32 visible characters.
refusal-own-leader = You can't follow yourself.
refusal-follows-already = You follow this leader with this account already. Edit it in /follows.
refusal-follow-unknown = I can't find that. It may be gone already.
refusal-follow-stopped = You have stopped this follow already.
refusal-leader-retired = This leader does not lead any more.
refusal-leader-unknown = I can't find this leader.
refusal-leads-already = You lead already.
refusal-invite-invalid = This invitation is used up, expired or mistyped. Ask the operator for a new one.
refusal-invite-needed = Tandem works by invitation. Ask the operator for a link.
refusal-operator-only = I can't find that. It may be gone already.
refusal-confirmation-unknown = I can't find that. It may be gone already.
refusal-confirmation-answered = This question is answered already.
refusal-confirmation-expired = Too late: this question has expired. Nothing was copied.
refusal-confirmation-not-due = This question is still open.
refusal-bad-answer = This button means nothing to me any more.
refusal-copying-paused = The operator has paused new copies. The question stays open until its deadline.
refusal-entries-closed = New entries wait just now, for safety. The question stays open until its deadline.
refusal-price-moved = The price is { $price } now, beyond your limit of { $limit }. Nothing was copied; the question stays open.
refusal-no-price = No fresh price is known for { $symbol }. Try again in a moment.
refusal-half-below-minimum = Half is less than the exchange takes ({ $minimum }). Copy all of it, or skip.
refusal-position-unknown = I can't find that. It may be gone already.
refusal-position-closed = This position is closed already.
refusal-position-busy = A close of this position is on its way already.
refusal-position-is-dust = What is left is too small for the exchange to sell.
refusal-protection-wrong-side = { $trigger } is on the wrong side: the price is { $price } now. A long's stop-loss stands below it and its take-profit above; a short's the other way round.
refusal-trade-unknown = I can't find that. It may be gone already.
refusal-trade-already-sent = The order has been sent already.
refusal-urgent-news-stay = This news can be silent, but never off.
refusal-out-of-range = This value is out of its range.
refusal-bad-number = This number does not work here.
refusal-bad-symbol = I don't know the market { $symbol }.
refusal-bad-price = This price does not work.
refusal-bad-fraction = A part must be more than nothing and at most all.
refusal-bad-fill = The exchange reported a trade I can't read.
refusal-bad-market = The exchange's rules for this market are unreadable.
refusal-amount-grew = A copy can't grow after it was asked about.
refusal-reduce-over-quantity = That is more than the position holds.
refusal-flip-under-quantity = That is less than the position holds.
error-credentials = The exchange does not accept the key. Replace it in /accounts.
error-breaker = The exchange has not been answering, so I did not ask it. Try again in half a minute.
error-exchange = The exchange does not answer just now. Try again in a moment.
error-storage = I can't write to my book just now, so I change nothing. The operator should look at the disk.
error-changed-meanwhile = That has changed meanwhile. Look again, then repeat if you still want it.
error-number = Something went wrong on my side, and nothing more was done. Tell the operator this number: { $number }

## Comparing the books.

command-reconcile = Compare my book with the exchange's
button-compare = Compare the books
reconcile-choose = Which account's books shall I compare?
reconcile-title = <b>{ $account }: my book and the exchange</b>
reconcile-equal = ✓ Both say the same.
reconcile-changed = This has changed meanwhile. Here is how it is now:
reconcile-done-sync = ✓ My book follows the exchange.
reconcile-done-adopt = ✓ It belongs to the follow now.
reconcile-done-ignore = ✓ I won't speak of it while it stays as it is.
reconcile-done-close = ✓ The closing order is on its way.
reconcile-ask-close = Close { $amount } { $coin } of { $market } ({ $side }) at market? It is what lies beyond my book.
reconcile-ask-close-rest = Close the { $amount } { $coin } of { $market } ({ $side }) that are left, at market?
drift-missing = { $number }. <b>{ $market }</b> { $side }: I have { $booked } { $coin }, the exchange has none.
drift-less = { $number }. <b>{ $market }</b> { $side }: I have { $booked } { $coin }, the exchange only { $found }.
drift-more = { $number }. <b>{ $market }</b> { $side }: I have { $booked } { $coin }, the exchange { $found }: more than mine.
drift-side = { $number }. <b>{ $market }</b>: I have { $booked } { $coin } { $side }, at the exchange it is turned the other way.
drift-extra = { $number }. <b>{ $market }</b> { $side }: { $found } { $coin } at the exchange that I did not open.
drift-ignored = (ignored)
button-drift-sync = { $number }: Sync
button-drift-adopt = { $number }: Adopt
button-drift-ignore = { $number }: Ignore
button-drift-close = { $number }: Close
button-drift-closenow = Close now
trades-recovered =
    🔎 { $count ->
        [one] <b>{ $count } trade was recovered</b>
       *[other] <b>{ $count } trades were recovered</b>
    } from { $exchange }: my book had lost them. Nothing was sent twice.
repairs-stopped =
    ⚠ <b>I stop repairing on { $exchange }: { $count } times within an hour is enough</b>
    Somebody, or another program, keeps changing stops or leverage on this account. What differs now stays as it is until that hour is over. Copies and closes go on. Look yourself, and stop whoever it is.
stray-order = 🔎 An open order of mine in { $market } that my book did not know was cancelled.
protection-lost-stop_loss = ⚠ <b>The stop-loss is gone at the exchange</b>
protection-lost-take_profit = ⚠ <b>The take-profit is gone at the exchange</b>
protection-lost-both = ⚠ <b>Stop-loss and take-profit are gone at the exchange</b>
protection-lost-restore = I set it again { $at }, unless you leave it off.
protection-lost-wait = I have set it again already and it went again. Now I wait for you.
protection-restored = 🛡 <b>Protection is set again</b>
button-stop-restore = Restore
button-stop-leave = Leave it off
stop-restore = Protection is being set again.
stop-leave = Left off.
stop-stands = It stands at the exchange.
leverage-set-back = ⚠ <b>The leverage was { $found }x at the exchange.</b> I have set it back to { $expected }x.
leverage-changed = ⚠ <b>The leverage is { $found }x at the exchange, not { $expected }x.</b> I could not set it back: please look there.
follow-was-paused = ⏸ <b>This follow takes no new entries now.</b> Exits go on.
follow-paused-margin = Three orders in a row failed for want of margin. Add funds or choose a smaller size, then resume.
follow-paused-liquidated = A position was liquidated. Look at leverage and stop-loss, then resume.
refusal-drift-changed = This has changed meanwhile.
refusal-nobody-to-adopt = No leader of yours holds this now, so nobody would manage it. You can close or ignore it.
refusal-protection-stands = It stands at the exchange.

## Why: every verdict step by step, and what would have changed it.

command-why = Why something was copied, or not
refusal-verdict-unknown = I can't find that. It may be gone already.
compared-worse = { $percent } worse ({ $points } bps)
compared-better = { $percent } better ({ $points } bps)
compared-same = the same price
compared-later = , { $delay } s later
why-choose = <b>Why?</b> Choose what I shall explain.
why-none = Nothing was decided yet. As soon as a leader trades, I can tell you why it was copied, or not.
why-line-trade = { $sign } { $side } { $coin } · { $leader }
why-line-skip = ⏭ { $coin } · { $leader }
why-step = { $number }. { $step }
why-title = 🔎 <b>{ $market }</b> · { $side } · { $account }
position-ruled = Last entry { $rule }
position-whole = Position now: <b>{ $amount } { $coin }</b> from { $entry }
position-moved = { $amount } { $coin } at <b>{ $price }</b>, done at the exchange
why-leader-open-buy = { $leader } opened: bought { $amount } { $coin } at { $price }, { $at }
why-leader-open-sell = { $leader } opened: sold { $amount } { $coin } at { $price }, { $at }
why-leader-increase-buy = { $leader } added: bought { $amount } { $coin } at { $price }, { $at }
why-leader-increase-sell = { $leader } added: sold { $amount } { $coin } at { $price }, { $at }
why-leader-reduce-buy = { $leader } took { $part } off: bought { $amount } { $coin } at { $price }, { $at }
why-leader-reduce-sell = { $leader } took { $part } off: sold { $amount } { $coin } at { $price }, { $at }
why-leader-close-buy = { $leader } closed: bought { $amount } { $coin } at { $price }, { $at }
why-leader-close-sell = { $leader } closed: sold { $amount } { $coin } at { $price }, { $at }
why-leader-flip-buy = { $leader } turned round: bought at { $price } and holds { $amount } { $coin } long, { $at }
why-leader-flip-sell = { $leader } turned round: sold at { $price } and holds { $amount } { $coin } short, { $at }
why-cause-copy = { $leader } traded; the order itself is not in my book any more
why-cause-close = You asked me to close
why-cause-stop = You stopped following { $leader } and wanted everything closed
why-cause-stop_loss = The price reached your stop-loss
why-cause-take_profit = The price reached your take-profit
why-rule-fixed_quote = Your size, fixed: { $wanted } USDT
why-rule-leader_ratio = Your size, a multiple: { $wanted } USDT
why-rule-equity_proportional = Your size, in proportion: { $wanted } USDT
why-rule-equity_percent = Your size, of equity: { $wanted } USDT
why-rule-leader_fraction = The same part of your { $position } { $coin } is { $amount }; exits are never cut
why-cut = Cut: { $limit } had room for { $room } USDT
why-rule-cut = { $rule }; { $limit } had room for { $room }
why-decided-buy = Decided: buy { $amount } { $coin }
why-decided-sell = Decided: sell { $amount } { $coin }
why-skipped = Not copied: { $reason }
why-asked-open = I asked you; the question is still open
why-filled = { $exchange } filled { $filled } { $coin } at { $price }, fee { $fee } USDT
why-filled-part = { $exchange } filled { $filled } of { $amount } { $coin } at { $price }, fee { $fee } USDT; the rest was cancelled
why-was-unclear = The first answer was unclear; I asked again
why-ended = Closed at { $price }, net <b>{ $pnl } USDT</b>
why-liquidated = The exchange liquidated the position at { $price }: <b>{ $pnl } USDT</b>
why-own-words = The exchange's own words: { $message }
why-advice = <i>{ $text }</i>

figures-below_minimum = It needs { $needed } USDT; your rules came to { $wanted } USDT.
figures-room = It needs { $needed } USDT; { $limit } has room for { $room } USDT.
figures-full = It wanted { $wanted } USDT; { $limit } has no room left.
figures-too_old = It was { $age_seconds } s old; you allow { $limit_seconds } s.
figures-slippage = Price { $price }, your bound { $limit }, the leader's { $leader }.
figures-too_many_positions = { $open } open, you allow { $limit }.
figures-dust = Left: { $holding }.

why-skip-follow_stopped = You had stopped this follow. Follow the leader again if you want the next ones.
why-skip-follow_paused = A paused follow takes no entries, only exits. Resume it and the next one is copied.
why-skip-follow_close_only = This follow only waits for the leader's exits. Resume it if you want entries again.
why-skip-copying_paused = The operator has paused new copies for everybody. Exits go on; entries come back with the operator's word.
why-skip-account_not_ready = The exchange did not accept the account's key, or the account is frozen. Look at the account: it says what it needs.
why-skip-entries_closed = Something was not safe just then: a clock, a disk, or a comparison with the exchange that was not done yet. It opens by itself.
why-skip-symbol_unknown = Your exchange does not list this market, or I don't know it there. Another exchange may have it.
why-skip-market_closed = The exchange itself takes no new entries there now. It opens by itself, or the market goes away.
why-skip-symbol_not_allowed = Your lists of coins decide which are copied. Change them if you want this one.
why-skip-side_not_allowed = This follow copies one side of the market only. Change it if you want both.
why-skip-symbol_taken = Two leaders must not close each other's position. When that one is closed, the market is free.
why-skip-nothing_to_add_to = The leader added to a position that you don't hold, perhaps because it began before you followed. The next new one is copied.
why-skip-nothing_to_close = The leader left a position that you don't hold: there was nothing to do.
why-skip-too_old = A late entry buys at a price the leader never saw. You may allow more seconds; exits are copied however late they are.
why-skip-undated = An entry whose time can't be true could be very old. I leave such ones out; exits are copied.
why-skip-leader_left = By the time I could copy it, the leader was out again. Entering alone would have left you without an exit.
why-skip-order_copied = Your size doesn't follow how much the leader buys: one order, one entry. A size by the leader's amount does.
why-skip-no_price = Without a fresh price I can't tell what it would cost. It is known again within seconds, as a rule.
why-skip-slippage = Allow more slippage if you prefer being in to being cheap.
why-skip-no_balance = I had not read the account's balance yet. If it stays like this, look at the account's key.
why-skip-no_leader_equity = Your size is a share of the leader's equity, and that is not known. Another size works without it.
why-skip-limit_reached = This limit is yours, and it held. Raise it if you want more of this.
why-skip-too_many_positions = This limit is yours, and it held. Allow more positions, or close one.
why-skip-not_enough_balance = What your orders and positions hold can't be spent twice. Add funds, or close something.
why-skip-below_minimum = Choose a bigger size, or let small copies be raised to the minimum.
why-skip-dust = The rest is too small to be sold. It stays in your wallet.
why-skip-not_decided = I stumbled over it, and rather left it out than guessed. The operator's log has the reason.

why-failure-not-sent = The way to the exchange was broken. Nothing left, so nothing can come back; entries are not chased late.
why-failure-rejected-by-exchange = The exchange refused this one order. The next one is a new attempt.
why-failure-not-filled = Nobody traded within it. Allow more slippage if you prefer being in.
why-failure-insufficient-funds = Another order, a fee or a loss took it. Add funds, or choose a smaller size.
why-failure-key-rejected = The key was changed, removed or bound to another address. Replace it on the account's screen.
why-failure-position-mode = Somebody changed it at the exchange. I look again; the account's screen says more.
why-failure-entries-closed = Something was not safe just then, so the entry was not sent. It opens by itself.
why-failure-close-leg-failed = The leader turned round. As long as your old side is open, the new one would only cancel it out.
why-failure-confirmation-expired = This follow asks first, and the time ran out. It can copy at once instead.
why-failure-skipped-by-follower = You decided against it, or closed the position while I still asked.
why-failure-follow-stopped = You stopped following while it was on its way.
why-failure-leader-left = The leader was out again before you answered. Entering alone would have left you without an exit.
why-failure-slippage = When I could send it at last, the price was beyond your slippage. Entries are not chased.
why-failure-not-at-exchange = That is proven. It was not sent again: too late for an entry.
why-failure-other = The exchange gave a reason of its own. The next order is a new attempt.

outcome-accepted = { $exchange } took the order
outcome-not_sent = The order never left this machine
outcome-clock = { $exchange } refused it because of its clock: the times differed
outcome-rejected = { $exchange } refused the order
outcome-duplicate = { $exchange } has this very order already, so it was not placed twice
outcome-throttled = { $exchange } had too many requests just then
outcome-auth = { $exchange } did not accept the key
outcome-ambiguous = { $exchange } gave no clear answer
why-outcome-accepted = The order is at the exchange. I ask how much of it was filled.
why-outcome-not_sent = Nothing left, so nothing can have been bought or sold.
why-outcome-clock = Nothing was bought or sold. The clock is set right and the next order leaves in time.
why-outcome-rejected = A clear no: nothing was bought or sold, and what was set aside is free again.
why-outcome-duplicate = Every order has a name of its own, so that it can't be placed twice. I ask what became of it.
why-outcome-throttled = Exchanges limit how often one may ask. I wait, then ask whether the order exists; it is never sent blindly again.
why-outcome-auth = Nothing was bought or sold. The account pauses when its key is refused again.
why-outcome-ambiguous = I keep asking for this very order by its name, and never send it a second time. What it needs stays set aside.

button-fix-size = Change the size
button-fix-sizing = Another way to size
button-fix-below_minimum = Raise small copies
button-fix-allowed = Only coins…
button-fix-denied = Never coins…
button-fix-side_filter = Which sides
button-fix-max_slippage = Allow more slippage
button-fix-max_age_seconds = Allow more seconds
button-fix-max_open_positions = Allow more positions
button-fix-max_per_trade = Change: per trade
button-fix-max_symbol_exposure = Change: per coin
button-fix-max_total_exposure = Change: in all
button-fix-edit = Change the follow
button-fix-resume = Resume
button-fix-leader = Follow again
button-fix-account = Look at the account
button-fix-positions = Look at what is open

## Pictures.
button-curve = Curve
button-calendar = Calendar
button-chart = Chart
button-share = Share
button-theme-dark = Dark
button-theme-light = Light
button-mode-live = Show money
button-mode-paper = Show paper
button-amounts-show = Show amounts
button-amounts-hide = Hide amounts
button-leader-show = Name the leader
button-leader-hide = Hide the leader
picture-utc = Days and times are in UTC
picture-curve-title = Profit and loss
picture-curve-subtitle = { $period } · closed positions, after fees and funding
picture-curve-empty = Nothing was closed in this time yet.
picture-curve-caption =
    <b>Profit and loss</b> · { $period }
    { $count ->
        [one] { $count } position closed
       *[other] { $count } positions closed
    }: { $pnl }
picture-closed = Closed
picture-won = With a gain
picture-best = Best
picture-worst = Worst
picture-fall = Deepest fall
picture-open-now = Open now
picture-month-subtitle = Result of each day, in USDT
picture-month-caption =
    <b>{ $month }</b>
    { $count ->
        [one] { $count } position closed
       *[other] { $count } positions closed
    }: { $pnl }
picture-chart-subtitle = { $side } { $leverage }x · { $leader } · { $exchange }
picture-chart-empty = No prices are known for this time.
picture-chart-candles = A candle is { $step } · times are in UTC
picture-chart-bare = The exchange has told no candles: only what I bought and sold is shown. Times are in UTC.
picture-chart-caption = <b>{ $market }</b> { $side } · result { $pnl }
picture-turn-entry = entry
picture-turn-exit = exit
picture-level-entry = entry { $price }
picture-level-stop = stop-loss { $price }
picture-level-take = take-profit { $price }
picture-level-liquidation = liquidation { $price }
picture-entry = Entry
picture-exit = Exit
picture-price-now = Price now
picture-result = Result
picture-fees = Fees
picture-return = On the margin
picture-size = Size
candle-60 = 1 minute
candle-300 = 5 minutes
candle-900 = 15 minutes
candle-1800 = 30 minutes
candle-3600 = 1 hour
candle-14400 = 4 hours
candle-86400 = 1 day
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
card-copied = Copied from { $leader } · { $held }
card-own = Copied with Tandem · { $held }
card-open = still open
card-footer = Tandem: copy trading on one's own server
card-caption = <b>{ $market }</b> { $side }: <b>{ $figure }</b>
card-link = Copied with <a href="{ $link }">Tandem</a>
card-hint = Forward it to whomever you like. Amounts are hidden until you show them.
refusal-picture-failed = The picture could not be drawn. Please try once more.
refusal-pictures-busy = Many pictures are being drawn just now. Please try again in a minute.
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
## Running the house.

command-export = Your trades as a file for a spreadsheet
command-status = Is copying alive?
button-status = Status
button-export = Export
button-invites = Open invitations
button-audit = Who did what
button-announce = Tell everybody
button-look-again = Look again
button-admin-maintain = Maintenance
button-admin-maintainnow = Begin maintenance
button-admin-maintainend = End maintenance
admin-maintenance = 🛠 Maintenance: all new entries wait. Exits go on.

invite-title = <b>New invitation</b>: choose what it allows.
invite-guest-leader = They may copy, and lead others.
invite-guest-follower = They may copy, but not lead.
invite-guest-viewer = They may look at leaders, nothing more.
invite-people =
    { $count ->
        [one] Lets { $count } person in.
       *[other] Lets { $count } people in.
    }
invite-days =
    { $count ->
        [one] Opens for { $count } day.
       *[other] Opens for { $count } days.
    }
invite-accounts =
    { $count ->
        [one] at most { $count } account
       *[other] at most { $count } accounts
    }
invite-capital = at most { $most } USDT of positions per follow
invite-paper = paper only
invite-unlimited = no limits
guest-leader = copies and leads
guest-follower = copies
guest-viewer = looks
button-invite-people =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
button-invite-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
button-invite-accounts =
    { $count ->
        [one] { $count } account
       *[other] { $count } accounts
    }
button-invite-any-accounts = any accounts
button-invite-any-capital = any size
button-invite-live = live and paper
button-invite-paper = paper only
button-invite-make = Make the link
button-invite-revoke = Revoke { $number }
invite-revoked = That link opens nothing any more. Who is in already stays.
invites-title =
    { $count ->
        [0] No invitation is open.
        [one] <b>{ $count } open invitation</b>
       *[other] <b>{ $count } open invitations</b>
    }
invites-line = { $number }. { $guest } · { $uses } of { $most } used · until { $until }
invites-more = … and { $count } more

person-title = <b>{ $name }</b> · <code>{ $id }</code>
person-has = Accounts: { $accounts } · running follows: { $follows }
person-operator = Operators are named by the settings. Nothing limits them.
button-terms-other = Other
terms-mean = A change holds for new accounts, follows and rules. What runs goes on as it is, and nothing is closed.
terms-ask-accounts = How many accounts at most? A whole number, for example 2.
terms-ask-capital = How many USDT of positions per follow at most? For example $1.5k.
terms-saved = ✅ Saved and told.
terms-changed = 🪪 <b>The operator changed what you may do.</b>
terms-now-leader = You may copy, and lead others.
terms-now-follower = You may copy, but not lead.
terms-now-viewer = You may look at leaders, nothing more.
terms-mean-own = It holds for new accounts, follows and rules, and for going live. What runs goes on as it is, and nothing is closed.

audit-title = <b>Who did what</b>
audit-empty = Nothing yet.
audit-done = { $at } · { $who }: { $deed }
audit-refused = { $at } · { $who }: { $deed }, refused
deed-other = something else
deed-create-invite = made an invitation
deed-revoke-invite = revoked an invitation
deed-change-terms =
    { $what ->
        [none] changed somebody's terms
       *[other] changed what { $what } may do
    }
deed-join = joined by invitation
deed-welcome-operator = became an operator, by the settings
deed-change-language = changed the language
deed-tune-noise = changed notifications
deed-link-account = connected an account
deed-replace-key = replaced a key
deed-switch-account-mode =
    { $what ->
        [live] switched an account to live
       *[other] switched an account to paper
    }
deed-unlink-account = disconnected an account
deed-publish-leader = began to lead
deed-retire-leader = stopped leading
deed-start-follow = started a follow
deed-change-follow = changed a follow
deed-pause-follow = paused a follow
deed-pause-follows = paused all follows
deed-resume-follows = resumed all follows
deed-stop-follows = stopped all follows
deed-plan-news = set quiet hours
deed-undo = took it back
deed-resume-follow = resumed a follow
deed-stop-follow = stopped a follow
deed-answer-confirmation = answered a question
deed-close-position = closed a position
deed-protect-position = changed a stop-loss or take-profit
deed-switch-copying =
    { $what ->
        [pause] paused everybody's new copies
       *[other] resumed everybody's new copies
    }
deed-switch-maintenance =
    { $what ->
        [begin] began maintenance
       *[other] ended maintenance
    }
deed-announce = told everybody something
deed-thaw-account = knew foreign orders as their own
deed-reconcile = settled a difference of the books
deed-answer-lost-stop = answered about a lost stop

announce-ask = What shall everybody read? Write it in one message. You see it before it is sent.
announce-preview =
    { $count ->
        [one] { $count } person will read this. Write again to change it.
       *[other] { $count } people will read this. Write again to change it.
    }
announcement-title = 📣 <b>From the operator</b>
announcement-text = { $text }
button-announce-send = Send to { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
announce-progress =
    📣 <b>On its way.</b>
    { $delivered } of { $people } have it, { $waiting } still to come, { $unreachable } can't be reached.

maintenance-ask = <b>Maintenance:</b> new entries of everybody wait until you end it, also over a restart. Exits go on. Everybody is told now, and again when it ends.
maintenance-switched-begin = 🛠 Maintenance has begun. Everybody is told.
maintenance-switched-end = Maintenance is over. Everybody is told.
maintenance-begun = 🛠 <b>Maintenance.</b> New copies wait for a while. Closes, stop-loss and take-profit go on. I tell you when it is over.
maintenance-ended = ✓ <b>Maintenance is over.</b> New copies are made again.
maintenance-ended-paused = ✓ <b>Maintenance is over.</b> The operator keeps new copies paused for now; closes go on.

status-title = <b>State of the house</b>
status-running = ✓ New entries are made.
status-paused = ⏸ New entries are paused by an operator. Exits go on.
status-maintenance = 🛠 Maintenance since { $since }: new entries wait, exits go on.
status-gate = ⚠ Entries wait: { $gate }.
status-exchanges-fine = ✓ Requests used: { $shares }
status-exchange = ⚠ { $exchange }: { $used }% of the requests used
status-lanes = { $state }: { $lanes }
status-silent = asks for silence, { $seconds } s
status-stream = { $mark } { $leader } ({ $exchange }): { $state }, heard { $lag }, last trade { $last }
status-lag = { $seconds } s ago
status-more = … and { $count } more
status-queues = Waiting: { $messages } messages, { $works } writes · last write { $commit } ms
lane-state-open = closed for now
lane-state-half-open = being tried again
gate-disk = the disk is full or can't be written
gate-damaged = the book is damaged
gate-clock = the clocks differ
gate-restored = an older book is being compared
gate-conflict = another bot uses the same token
gate-recovering = accounts are being compared
gate-frozen = the exchange refuses this machine, or orders nobody knows
gate-blind = the exchange answers no questions

own-status-title = <b>Is copying alive?</b>
own-status-none = You follow nobody, so nothing is copied.
own-status-follow = { $mark } <b>{ $leader }</b> → { $account }{ $badge }, last trade { $last }
own-status-unclear =
    { $count ->
        [one] { $count } order waits for a clear answer of the exchange.
       *[other] { $count } orders wait for a clear answer of the exchange.
    }
obstacle-follow-paused = You have paused it: closes go on.
obstacle-follow-closing = It only closes.
obstacle-account-paused = The account is paused: look at its key in /accounts.
obstacle-leader-unheard = I don't hear this leader just now. What was missed is read afterwards.
obstacle-gate = New copies wait: { $gate }. Closes go on.
obstacle-other = New copies wait. Closes go on.

copies-missing = ⚠ <b>{ $leader } trades, and no copy was made</b> for { $minutes } min. Why:
copies-reason = • { $reason }: { $count }
copies-back = ✓ Trades of { $leader } are copied again.
missing-unclear = the exchange has not answered
missing-refused = the exchange refused the order
missing-follow-stopped = stopped
missing-follow-paused = paused by the follower
missing-follow-close-only = only closing
missing-copying-paused = paused by an operator
missing-account-not-ready = the account is paused, its key is refused
missing-entries-closed = entries wait for safety
missing-symbol-unknown = no such market there
missing-market-closed = the market takes no entries
missing-symbol-not-allowed = a coin not wanted
missing-side-not-allowed = a side not wanted
missing-symbol-taken = another leader holds the market
missing-nothing-to-add-to = nothing to add to
missing-nothing-to-close = nothing to close
missing-too-old = seen too late
missing-undated = a time that can't be true
missing-leader-left = the leader was out again
missing-order-copied = copied already
missing-no-price = no fresh price
missing-slippage = the price had moved too far
missing-no-balance = the balance is not known
missing-no-leader-equity = the leader's equity is not known
missing-limit-reached = a limit is reached
missing-too-many-positions = too many positions
missing-not-enough-balance = too little free balance
missing-below-minimum = smaller than the exchange takes
missing-dust = too small to sell
missing-not-decided = could not be decided, look at the log

export-ask = Which trades? Choose a period, or write dates like <code>2026-01-01 2026-03-31</code> (UTC).
button-export-week = 7 days
button-export-month = 30 days
button-export-year = 365 days
button-export-all = All
export-begun = The file is being made.
export-done =
    { $count ->
        [one] { $count } trade. Times are UTC.
       *[other] { $count } trades. Times are UTC.
    }

key-entered-new = 🔑 A key for { $exchange } came in on the bot's own machine: the account is connected, on paper. Was that not you? Delete the key at the exchange.
key-entered = 🔑 The key of your { $exchange } account was replaced on the bot's own machine. Was that not you? Delete the key at the exchange.

refusal-viewer-only-looks = Your invitation lets you look, not trade. Ask the operator for more.
refusal-terms-accounts =
    { $most ->
        [one] The operator allows you { $most } account. Ask them for more.
       *[other] The operator allows you { $most } accounts. Ask them for more.
    }
refusal-terms-paper-only = The operator allows you paper only. Ask them for more.
refusal-terms-no-leading = The operator does not allow you to lead. Ask them for it.
refusal-terms-capital = The operator allows you { $most } USDT of positions per follow. Set the limit of all positions to that or less.
refusal-invite-unknown = This invitation is not open any more.
refusal-person-unknown = I can't find that. It may be gone already.
refusal-terms-operator = Operators are named by the settings: their terms can't be changed here.
refusal-terms-still-follows = They still follow a leader. Who only looks could not stop that: they have to stop it first.
refusal-bad-announcement = I need a text of up to { $limit } characters.
refusal-announcement-unknown = I can't find that. It may be gone already.
refusal-maintenance-stands = Maintenance is on. End it first.
refusal-nothing-to-export = There is no trade of yours in that time.
refusal-export-too-large = That is more than fits into one file. Choose a shorter time.
refusal-period-form = Write one or two dates like 2026-01-01 2026-03-31, the earlier one first.

deed-open-key-door = asked for the page for keys
button-key-door = On the bot's machine
key-door =
    🔑 <b>Keep the key out of Telegram.</b> On the machine where the bot runs, open this link in a browser:
    <code>{ $link }</code>
    Or run <code>python -m bot key</code> there and paste the link. It works once and ends { $until }.
key-page-title = Tandem: your exchange key
key-page-ask = Your key for { $exchange }. It needs the right to trade only: keys that can withdraw or transfer are refused. It is locked away, and never shown again.
key-page-api-key = API key
key-page-secret = Secret
key-page-passphrase = Passphrase
key-page-send = Check and keep
key-page-taken = Taken. The chat tells the rest; you can close this page.
key-page-over = This link is used up or too old. Ask for a new one in the chat.
refusal-key-link-over = This link is used up or too old. Ask for a new one in the chat.
refusal-key-door-away = The page for keys can't be opened on this machine. Send the key here instead, or ask the operator.
## First steps, forms that forgive.

steps-title = <b>Your first copy, step by step</b>
step-language-done = ☑ Language: English
step-account = ☑ Paper first: play money, no key
step-account-done = ☑ An account is connected
step-follow = ◻ Choose a leader, see an example
step-follow-done = ☑ You follow a leader
step-copy = ◻ See your first copy
step-copy-waiting = ⏳ The first copy: at the leader's next trade
step-key = Real money is for later, if ever: Accounts → Add an API key.
button-choose-leader = Choose a leader
button-resume = Go on where I stopped
button-follow-paper = Follow on paper
form-on = Account: { $account }
form-wallet-paper = Play money in it: { $equity }
form-wallet-live = Futures wallet, which sizes come from: { $equity }
positions-floating = Floating: <b>{ $pnl }</b>
positions-hint = A button shows entry, stop-loss and how to close.
market-spot = spot
refusal-number-range-money = Type an amount between { $low } and { $high } USDT, like $100.
refusal-number-range-percent = Type a percentage between { $low }% and { $high }%, like 5%.
refusal-number-range-times = Type a multiple between { $low }x and { $high }x, like 0.5x.
refusal-form-replaced = This button belongs to an older form, so nothing was changed. Go on in the newest one, or begin again with /start.
help-topic-look = <b>Look</b>
help-topic-copy = <b>Copy</b>
help-topic-stop = <b>Stop</b>
help-topic-accounts = <b>Accounts</b>
help-topic-more = <b>More</b>
help-row = { $topic }: { $commands }
button-more-rules = More rules ›
history-unpriced =
    { $side } { $amount } <a href="{ $link }"><b>{ $market }</b></a>
    { $sign } · { $leader }{ $paper } · { $at }

## Pauses, stopping everything, undoing.

command-pause = Pause all copying, for a time or until you resume
command-resume = Resume what is paused
button-pause = Pause all…
button-stopall = Stop all ({ $count })…
button-follow-pause1 = Pause for 1 hour
button-follow-pause8 = Pause for 8 hours
follow-until = It goes on by itself: { $at }.
rest-title = <b>Pause all copying</b>
rest-means = No new entries while it lasts. Exits of your leaders are still copied, stop-losses stand.
rest-running =
    { $count ->
        [0] Nothing runs just now.
        [one] { $count } follow runs.
       *[other] { $count } follows run.
    }
rest-paused =
    { $count ->
        [one] { $count } follow is paused.
       *[other] { $count } follows are paused.
    }
rest-next = The next one goes on by itself: { $at }.
button-rest-hour = For 1 h
button-rest-eight = For 8 h
button-rest-open = Until I resume
button-rest-resume = Resume all
button-rest-account = Pause only { $account }
rested-hour =
    ⏸ { $count ->
        [0] Nothing was running.
        [one] { $count } follow pauses for an hour.
       *[other] { $count } follows pause for an hour.
    }
rested-eight =
    ⏸ { $count ->
        [0] Nothing was running.
        [one] { $count } follow pauses for eight hours.
       *[other] { $count } follows pause for eight hours.
    }
rested-open =
    ⏸ { $count ->
        [0] Nothing was running.
        [one] { $count } follow pauses until you resume it.
       *[other] { $count } follows pause until you resume them.
    }
rested-resume =
    ▶ { $count ->
        [0] Nothing was paused.
        [one] { $count } follow runs again.
       *[other] { $count } follows run again.
    }
pause-ended =
    ▶ <b>The pause is over.</b> { $count ->
        [one] { $count } follow takes new entries again.
       *[other] { $count } follows take new entries again.
    }
stop-all-head =
    { $count ->
        [one] <b>Stop following</b>
       *[other] <b>Stop all { $count } follows</b>
    }
button-stop-all-close_all = Close all now
button-stop-all-keep = Keep them
button-stop-all-leader_closes = Let the leaders close them
stopped-all-close_all =
    ✅ You follow nobody any more. { $count ->
        [0] Nothing was left to close.
        [one] Closing { $count } position.
       *[other] Closing { $count } positions.
    }
stopped-all-keep = ✅ You follow nobody any more. Open positions are in your hands now.
stopped-all-leader_closes = ✅ No new entries from anybody. What is open closes when its leader closes.
button-undo = ↩ Undo
undo-until = Undo expires { $at }.
undone = ↩ Undone: it is as it was before.
refusal-undo-unknown = There is nothing to undo here.
refusal-undo-used = That was undone already.
refusal-undo-late = Half a minute is over, so this can't be undone any more. Nothing was changed now.
refusal-undo-changed = It has changed again meanwhile, so I leave it as it is now.
refusal-time-form = Write a time like 22:30 or 7.
refusal-quiet-form = Quiet hours need a beginning and another end, like 22:30-7.
refusal-zone-unknown = I don't know this place. Write a big city near you, like Kyiv, or a distance like UTC+2.
summary-daily = 🗓 <b>Your day</b>
summary-weekly = 🗓 <b>Your week</b>
summary-time = { $since } – { $until }
summary-nothing = Nothing was copied and nothing was closed.
summary-copied =
    { $count ->
        [0] Nothing was copied.
        [one] { $count } trade copied.
       *[other] { $count } trades copied.
    }
summary-slippage = Against the leader's price: { $points } bps on average
summary-extremes = Best { $best } ({ $best_market }) · worst { $worst } ({ $worst_market })
summary-skipped =
    { $count ->
        [one] { $count } trade skipped:
       *[other] { $count } trades skipped:
    }
summary-skip = · { $count }× { $reason }
summary-other-reasons = other reasons.
summary-open =
    { $count ->
        [one] { $count } position is open, floating { $pnl }.
       *[other] { $count } positions are open, floating { $pnl }.
    }
digest-title-burst =
    { $count ->
        [one] 🗞 <b>{ $count } message in short</b>
       *[other] 🗞 <b>{ $count } messages in short</b>
    }
digest-title-quiet =
    { $count ->
        [one] 🌙 <b>While it was quiet: { $count } message in short</b>
       *[other] 🌙 <b>While it was quiet: { $count } messages in short</b>
    }
digest-filled =
    { $count ->
        [one] ✅ <b>{ $count } copy filled</b>, { $total } USDT
       *[other] ✅ <b>{ $count } copies filled</b>, { $total } USDT in total
    }
button-hours = Quiet hours and digests
hours-title = <b>Quiet hours and digests</b>
hours-zone = Your clocks: { $zone }, { $now } now.
hours-quiet-means = <b>Quiet hours</b>: skips and outages wait for their end, trades come without a sound. Liquidations, keys, failures and stop-losses are always heard.
hours-digest-means = <b>Digest</b>: result, fees, best, worst and skips in a few lines.
hours-saved = ✅ Saved.
hours-on = on
hours-ask-zone = <b>Where do you live?</b> Choose a city with your time, or write one, or a distance like UTC+2.
hours-ask-quiet = <b>When shall it be quiet?</b> Choose, or write it like 22:30-7.
hours-ask-at = <b>When shall digests come?</b> Choose, or write a time like 8:30.
hours-ask-weekly = <b>On which day shall the weekly digest come?</b>
button-hours-zone = Time zone: { $value }
button-hours-quiet = Quiet hours: { $value }
button-hours-at = Digests at { $value }
button-hours-daily = Daily: { $value }
button-hours-weekly = Weekly: { $value }
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
city-europe-kyiv = Kyiv
city-europe-warsaw = Warsaw
city-europe-berlin = Berlin
city-europe-london = London
city-europe-lisbon = Lisbon
city-europe-istanbul = Istanbul
city-asia-tbilisi = Tbilisi
city-asia-dubai = Dubai
city-asia-almaty = Almaty
city-asia-singapore = Singapore
city-asia-tokyo = Tokyo
city-america-new-york = New York
city-america-chicago = Chicago
city-america-los-angeles = Los Angeles
city-america-sao-paulo = São Paulo
