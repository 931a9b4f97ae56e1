## Сама мова: її назва і те, як у ній пишуть числа.

language-name = Українська
number-decimal = ,
number-group = {"\u202F"}

## Слова, спільні для багатьох екранів.

unknown = невідомо
none = немає
never = ніколи
answer-yes = так
answer-no = ні
badge-paper = ПАПЕР
mode-paper = папір
mode-live = справжні гроші
market-perpetual = { $pair } perp
side-long = лонг
side-short = шорт
order-buy = купівля
order-sell = продаж
code-line = Код: <code>{ $code }</code>

## Команди.

command-start = Головна: стан, капітал, що відкрито
command-positions = Відкриті позиції
command-close = Закрити позиції, два дотики
command-follows = За ким ви йдете: пауза, зміни
command-leaders = Лідери, за якими можна йти
command-follow = Піти за лідером
command-stop = Перестати йти за лідером
command-pnl = Прибуток і збиток
command-history = Що скопійовано, а що ні
command-accounts = Ваші рахунки на біржах
command-connect = Під'єднати рахунок біржі
command-lead = Стати лідером
command-settings = Мова і сповіщення
command-admin = Стіл оператора
command-cancel = Вийти з форми
command-help = Що я вмію

help-title = <b>Tandem</b> копіює угоди лідера на ваш власний рахунок.
help-more = Числа пишіть, як зручно: <code>25%</code>, <code>$100</code>, <code>0,5x</code>, <code>1,5k</code>.

## Головна.

welcome =
    Вітаю, <b>{ $name }</b>!
    Ви починаєте на папері: ціни справжні, гроші ні. Справжні гроші рушать лише після двох ваших «так».
home-title = <b>Tandem</b> · { $name }
home-running = Копіювання працює.
home-idle = Ви ще ні за ким не йдете.
home-paused = ⏸ Оператор призупинив нові копії. Виходи працюють.
home-equity-live = Справжній капітал: <b>{ $equity }</b>
home-equity-paper = ПАПЕРОВИЙ капітал: <b>{ $equity }</b>
home-today = Зафіксовано сьогодні: <b>{ $pnl }</b>
home-open =
    { $positions ->
        [0] Немає відкритих позицій
        [one] { $positions } відкрита позиція
        [few] { $positions } відкриті позиції
       *[many] { $positions } відкритих позицій
    } · { $follows ->
        [0] ні за ким не йдете
        [one] йдете за { $follows } лідером
       *[many] йдете за { $follows } лідерами
    }

## Чужі, групи і те, чого я не зрозумів.

stranger-hello =
    Вітаю! Tandem працює за запрошенням.
    Попросіть в оператора посилання і відкрийте його тут. Ваш Telegram id: <code>{ $id }</code>.
stranger-press = Tandem працює за запрошенням. Попросіть в оператора посилання.
private-only = Я працюю лише в особистих чатах: гроші нікого іншого не обходять. Напишіть мені особисто.
forwarded-ignored = Я не виконую пересланих повідомлень. Напишіть, будь ласка, самі.
too-fast = Забагато за один раз. Дайте мені кілька секунд, а тоді продовжуйте.
unknown-command = Я не знаю такої команди. /help покаже, що я розумію.
unknown-text = Зараз я не чекав на текст. Кнопки нижче ведуть далі.
unreadable = Я читаю лише текст і натискання кнопок.
cancelled = Вийшли. Нічого не змінено.
nothing-to-cancel = Немає чого скасовувати.

## Кнопки.

button-home = Головна
button-connect = Під'єднати рахунок
button-accounts = Рахунки
button-lead = Стати лідером
button-leaders = Лідери
button-follows = За ким я йду
button-stop = Перестати йти
button-positions = Позиції
button-close = Закрити позиції
button-pnl = Прибуток
button-history = Історія
button-settings = Налаштування
button-help = Довідка
button-admin = Стіл оператора
button-cancel = Скасувати
button-back = ‹ Назад
button-previous = ‹ Новіші
button-next = Старіші ›
button-refresh = Оновити
button-done = Готово
button-save = Зберегти
button-why = Чому так?
button-adjust = Відкрити копіювання
button-copy-id = Скопіювати мій id
button-copy-link = Скопіювати посилання
button-open-position = Відкрити позицію

## Рахунки.

connect-exchange = <b>Під'єднати рахунок.</b> Яка біржа?
connect-ways =
    <b>{ $exchange }</b>
    <b>Папір</b>: одразу, без ключа, за справжніми цінами { $exchange }.
    <b>API-ключ</b>: потрібен для справжніх грошей і для лідерства. Теж починає з паперу.
button-paper-now = Почати на папері
button-add-key = Додати API-ключ
connect-parts-two = API-ключ, потім секрет
connect-parts-three = API-ключ, потім секрет, потім пароль-фраза (passphrase)
connect-key =
    <b>{ $exchange }: ключ одним повідомленням</b>
    { $parts }, через пробіл або з нового рядка.

    • Дозвольте читання і торгівлю; лідерові досить читання.
    • Без права виведення: інакше не прийму.
    • Якщо можна, прив'яжіть до IP цього сервера.

    Ваше повідомлення я одразу видалю, а ключ зберігатиму зашифрованим.
connect-checking = Ваше повідомлення видалено. Питаю в { $exchange }, що дозволено ключу…
key-not-deleted = ⚠ Я не зміг видалити ваше повідомлення з ключем. Видаліть його самі, просто зараз.
key-as-text = Надішліть, будь ласка, ключ звичайним текстом в одному повідомленні, або /cancel.
key-replaced = ✅ Ключ замінено.
account-linked = ✅ { $exchange } під'єднано, поки що на папері. Перейдете на справжні гроші, коли будете готові.
account-linked-paper = ✅ { $exchange } під'єднано на папері.
accounts-none = Жодного рахунку ще не під'єднано.
accounts-title = <b>Рахунки</b>
account-head = <b>{ $account }</b>
account-line =
    <b>{ $label }</b>: { $equity }, { $count ->
        [0] нічого не відкрито
        [one] { $count } позиція
        [few] { $count } позиції
       *[many] { $count } позицій
    }
account-status-active = Працює.
account-status-paused_auth = ⚠ Ключ перестав діяти: цим рахунком зараз ніхто не керує.
account-status-frozen = ⚠ Помічено чужі ордери: я нічого тут не відкриваю, доки ви не скажете, що вони ваші. Закриття тривають.
account-status-wrong_mode = ⚠ Режим позицій не той, який я знав: я нічого тут не відкриваю, доки це не з'ясується. Закриття тривають.
account-status-unlinked = Більше не під'єднано.
account-equity = Капітал: { $equity }
account-open = Відкритих позицій: { $count }
rights-no-key = Без API-ключа: лише папір.
rights = Ключ: спот { $spot }, ф'ючерси { $perpetual }, виведення { $withdraw }, прив'язка до IP { $bound }.
button-account-live = На справжні гроші
button-account-paper = Назад на папір
button-account-key = Замінити ключ
button-account-unlink = Від'єднати
button-account-thaw = Ці ордери мої
account-ask-live =
    <b>Справжні гроші.</b> Відтепер { $account } ставитиме справжні ордери за тими, за ким ви йдете.
    На папір можна повернутися, щойно нічого не буде відкрито.
button-live-now = Торгувати справжніми грішми
account-is-live = ✅ Ордери тепер на справжні гроші.
account-is-paper = ✅ На папері: справжніх ордерів більше не буде.
account-ask-unlink = Від'єднати <b>{ $account }</b>? Ключ буде стерто.
button-unlink-now = Від'єднати і стерти ключ
account-unlinked = ✅ { $label } від'єднано, ключ стерто.

## Лідери.

leaders-none = Тут ще немає жодного лідера.
leaders-title = <b>Лідери</b>
leader-line =
    <b>{ $name }</b> · { $exchange } · { $count ->
        [0] ніхто не йде
        [one] { $count } послідовник
        [few] { $count } послідовники
       *[many] { $count } послідовників
    }
leader-button-mine = { $name } (це ви)
leader-head = <b>{ $name }</b> · торгує на { $exchange }
leader-retired = Більше не лідер.
leader-followers =
    { $count ->
        [0] Ще ніхто не йде слідом.
        [one] Тут { $count } послідовник.
        [few] Тут { $count } послідовники.
       *[many] Тут { $count } послідовників.
    }
leader-since = Початок лідерства: { $since }.
leader-last-trade = Остання угода { $at }.
leader-no-trades = Угод ще не було видно.
leader-holds = Зараз тримає: { $holdings }
leader-holds-nothing = Зараз нічого не тримає.
leader-risk = Ви копіюєте на власний ризик: минулий результат нічого не обіцяє.
button-follow = Піти слідом
button-retire = Більше не бути лідером
leader-ask-retire =
    { $count ->
        [0] Більше не бути лідером? Зараз за вами ніхто не йде.
        [one] Більше не бути лідером? { $count } послідовник збереже відкриті позиції й не братиме нових.
        [few] Більше не бути лідером? { $count } послідовники збережуть відкриті позиції й не братимуть нових.
       *[many] Більше не бути лідером? { $count } послідовників збережуть відкриті позиції й не братимуть нових.
    }
button-retire-now = Так, більше не бути лідером
lead-account = <b>З яким рахунком бути лідером?</b> Я лише читатиму його угоди.
lead-needs-key = Лідерові потрібен рахунок з API-ключем. Досить ключа лише для читання.
lead-name = <b>Під яким ім'ям?</b> Напишіть його, від 2 до 32 знаків, наприклад <code>{ $suggestion }</code>.
lead-published = ✅ Тепер ви лідер. Надішліть посилання тим, кому можна йти слідом.
lead-retired = ✅ Ви більше не лідер. Ваші послідовники не братимуть нових позицій.

## Форма копіювання.

form-no-account = Щоб іти слідом, потрібен рахунок. На папері це один дотик: ціни справжні, гроші ні, ключ не потрібен.
form-account = <b>Іти за { $leader }</b>: з яким рахунком?
form-sizing =
    <b>Якого розміру має бути кожна копія?</b>
    Оберіть або напишіть <code>$100</code>, <code>5%</code> чи <code>0,5x</code>.
button-sizing-fixed_quote = Щоразу та сама сума
button-sizing-leader_ratio = Кратно кількості лідера
button-sizing-equity_proportional = Пропорційно до капіталу
button-sizing-equity_percent = Відсоток мого капіталу
form-size-fixed_quote = <b>Скільки USDT на угоду?</b> Оберіть або напишіть, наприклад <code>$100</code>.
form-size-leader_ratio = <b>У скільки разів від кількості лідера?</b> Оберіть або напишіть, наприклад <code>0,5x</code>.
form-size-equity_proportional =
    <b>Та сама частка капіталу, що в лідера, помножена на скільки?</b>
    1x ризикує точно часткою лідера. Оберіть або напишіть, наприклад <code>0,5x</code>.
form-size-equity_percent = <b>Яка частина вашого капіталу на угоду?</b> Оберіть або напишіть, наприклад <code>5%</code>.
sizing-fixed_quote = Розмір: { $size } на угоду
sizing-leader_ratio = Розмір: { $size } від кількості лідера
sizing-equity_proportional = Розмір: частка капіталу лідера × { $size }
sizing-equity_percent = Розмір: { $size } капіталу на угоду
form-review = <b>Іти за { $leader }</b>
form-review-change = <b>Змінити копіювання { $leader }</b>
form-mode-auto = Копіює одразу.
form-mode-ask = Спершу питає, з відліком часу.
form-limits-line = Ліміти: { $limits }
form-example = <b>Приклад.</b> Лідер вкладає { $cost } USDT у { $market } за ціною { $price }.
form-example-mine = Ви: { $amount } { $coin } за <b>{ $cost } USDT</b>, маржа { $margin } з плечем { $leverage }x.
form-example-loss = Найбільша втрата на цьому: близько { $loss } USDT.
form-example-skip = Ви б цього <b>не</b> скопіювали: { $reason }
form-limits = <b>Ліміти.</b> Вони стосуються лише нових входів; виходи копіюються завжди.
form-rule = <b>{ $name }</b>: { $value }
form-type-money = Оберіть або напишіть, наприклад <code>$250</code>.
form-type-count = Оберіть або напишіть ціле число.
form-type-leverage = Оберіть або напишіть ціле число, наприклад <code>5x</code>.
form-type-seconds = Оберіть або напишіть секунди.
form-type-percent = Оберіть або напишіть, наприклад <code>2,5%</code>.
form-type-times = Оберіть або напишіть, наприклад <code>0,5x</code>.
form-type-coins = Оберіть або напишіть монети, наприклад <code>BTC ETH</code>.
button-start-follow = Почати копіювати
button-mode-ask = Краще спершу питати
button-mode-auto = Краще копіювати одразу
button-size = Розмір
button-limits = Ліміти
rule-button = { $name }: { $value }
rule-none = без ліміту
rule-max_per_trade = На угоду
rule-max_per_trade-hint = Найбільша вартість однієї копії.
rule-max_symbol_exposure = На монету
rule-max_symbol_exposure-hint = Найбільше, що ви тримаєте в одній монеті за цим лідером.
rule-max_total_exposure = Загалом
rule-max_total_exposure-hint = Найбільше, що ви тримаєте за цим лідером загалом.
rule-max_open_positions = Позицій
rule-max_open_positions-hint = Скільки позицій може бути відкрито водночас.
rule-leverage = Плече
rule-leverage-hint = Число, на яке спирається правило плеча.
rule-leverage_policy = Правило плеча
rule-leverage_policy-hint = Плече лідера, завжди моє, або лідера, але не більше за моє.
rule-margin_mode = Маржа
rule-margin_mode-hint = Ізольована ризикує лише маржею позиції; крос ризикує всім гаманцем.
rule-stop_loss = Стоп-лос
rule-stop_loss-none = не ставити
rule-stop_loss-hint = Ставиться з кожним входом, на такій відстані від його ціни.
rule-take_profit = Тейк-профіт
rule-take_profit-none = не ставити
rule-take_profit-hint = Ставиться з кожним входом, на такій відстані від його ціни.
rule-max_slippage = Прослизання
rule-max_slippage-hint = Наскільки гіршою за ціну лідера може бути ваша ціна входу.
rule-max_age_seconds = Вік, секунд
rule-max_age_seconds-hint = Старіші входи лідера не копіюються.
rule-multiplier = Множник
rule-multiplier-hint = На нього множиться кожен розмір.
rule-side_filter = Напрямки
rule-side_filter-hint = Який бік ринку копіювати.
rule-allowed = Лише монети
rule-allowed-hint = Копіювати тільки їх.
rule-allowed-none = усі
rule-denied = Ніколи монети
rule-denied-hint = Ніколи їх не копіювати.
rule-denied-none = жодної
rule-below_minimum = Нижче мінімуму
rule-below_minimum-hint = Коли копія менша, ніж приймає біржа.
choice-follow = як у лідера
choice-fixed = завжди моє
choice-cap = лідера, не більше за моє
choice-isolated = ізольована
choice-cross = крос
choice-both = лонг і шорт
choice-long_only = лише лонг
choice-short_only = лише шорт
choice-skip = пропустити
choice-raise = підняти

## Минуле лідера за власними правилами.

button-replay = Спробувати на минулому лідера
button-replay-days = { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[other] { $days } днів
    }
replay-reading =
    ⏳ Читаю останні { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[other] { $days } днів
    } лідера { $leader }…
    Тим часом можна повернутися; саме собою нічого не почнеться.
replay-trying =
    ⏳ Пробую ваші правила на { $events ->
        [one] { $events } ордері
       *[other] { $events } ордерах
    } лідера…
replay-failed = <b>Зараз перегляду немає.</b> { $why }
replay-not-now = Спробуйте ще раз за мить.
replay-title = <b>{ $leader }: { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[other] { $days } днів
    }, ваші правила</b>
replay-empty = Ніхто не знає про нові позиції цього лідера за цей час, тож правила нема на чому випробувати.
replay-result = Підсумок: <b>{ $pnl } USDT ({ $part })</b> на { $money }
replay-fall = Найглибше падіння: { $fall } USDT ({ $part })
replay-worst = Найгірша: { $market } { $side } { $pnl } USDT
replay-fees = Комісії: { $fees } USDT
replay-copied = Скопійовано { $copied } з { $entries ->
        [one] { $entries } входу
       *[other] { $entries } входів
    }
replay-closed = Закрито { $closed ->
        [one] { $closed } позицію
        [few] { $closed } позиції
       *[other] { $closed } позицій
    }, з прибутком { $won }
replay-skipped = Не скопійовано { $times }×: { $reason }
replay-cut = Зменшено { $times }× вашим лімітом «{ $limit }».
replay-cut-balance = Зменшено { $times }×, щоб вистачило балансу.
replay-stopped = Стоп-лос чи тейк-профіт: { $times ->
        [one] { $times } позиція
        [few] { $times } позиції
       *[other] { $times } позицій
    }
replay-liquidated = ⚠️ Ліквідовано було б { $times ->
        [one] { $times } позицію
        [few] { $times } позиції
       *[other] { $times } позицій
    }
replay-enough-searching = Баланс для 95% входів: шукаю…
replay-enough = Баланс для 95% входів: { $money } USDT
replay-enough-part = Правила пропускають { $copied } з { $entries }; на 95% із них вистачить { $money } USDT
replay-enough-none = Жоден баланс їх не скопіював би: { $reason }
replay-enough-unknown = ваші правила не лишають жодного.
replay-known-since = <i>Відомо лише з { $at }.</i>
replay-todays-equity = <i>Капітал лідера взято сьогоднішній.</i>
replay-spot-maybe = <i>Спотових угод у монетах, яких лідер більше не тримає, може бракувати.</i>
replay-note = <i>Комісії звичайні, прослизання { $slippage }, без фандингу, підтримувальна маржа { $maintenance }. Між угодами могло бути гірше.</i>
replay-promise = <i>Минуле нічого не обіцяє.</i>
button-replay-curve = Крива
button-replay-more = Докладніше
replay-note-hourly = <i>Комісії звичайні, прослизання { $slippage }, без фандингу, підтримувальна маржа { $maintenance }; ціни щогодинні.</i>
picture-replay-title = { $leader } за вашими правилами
picture-replay-subtitle = Якби ви копіювали останні { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[other] { $days } днів
    }
picture-replay-copied = Скопійовано
picture-replay-footer = Зі звичайними комісіями й прослизанням, без фандингу. Минуле нічого не обіцяє.
picture-replay-mark = ПЕРЕГЛЯД
picture-replay-caption = <b>{ $leader }: { $days ->
        [one] { $days } день
        [few] { $days } дні
       *[other] { $days } днів
    }, ваші правила</b>: { $pnl } USDT
refusal-balance-unknown = Баланс цього рахунку ще невідомий. Спробуйте за мить ще раз.

## Копіювання.

follows-none = Ви ще ні за ким не йдете.
follows-title = <b>За ким ви йдете</b>
follow-line = <b>{ $leader }</b> → { $account }{ $paper }: { $pnl }. { $status }
follow-head = <b>Ви йдете за { $leader }</b>
follow-account = Рахунок: { $account }
follow-status-active = Працює.
follow-status-paused = Пауза: копіюються лише виходи.
follow-status-close_only = Лише закриття: чекає на виходи лідера.
follow-status-closing = Зупиняється: закриваю те, що відкрито.
follow-status-stopped = Зупинено.
follow-result =
    { $count ->
        [0] Нічого не відкрито
        [one] { $count } відкрита позиція
        [few] { $count } відкриті позиції
       *[many] { $count } відкритих позицій
    } · зафіксовано { $pnl }
follow-started = ✅ Тепер ви йдете за { $leader }. Наступна угода прийде сюди карткою.
follow-changed = ✅ Збережено. Те, що відкрито, лишається як було.
follow-paused = ⏸ Призупинено.
follow-paused-pending =
    { $count ->
        [one] До паузи вже вирішено { $count } вхід, він ще не завершений: ордер у дорозі або чекає на вашу відповідь.
        [few] До паузи вже вирішено { $count } входи, вони ще не завершені: ордери в дорозі або чекають на вашу відповідь.
       *[many] До паузи вже вирішено { $count } входів, вони ще не завершені: ордери в дорозі або чекають на вашу відповідь.
    }
follow-resumed = ▶ Знову працює.
button-follow-edit = Змінити
button-follow-pause = Пауза
button-follow-resume = Продовжити
button-follow-stop = Перестати йти
stop-which = <b>За ким перестати йти?</b>
stop-empty = Перестати йти за <b>{ $leader }</b>? Нічого не відкрито.
button-stop-now = Перестати йти
stop-head = <b>Перестати йти за { $leader }</b>
stop-open =
    { $count ->
        [one] Відкрито { $count } позицію
        [few] Відкрито { $count } позиції
       *[many] Відкрито { $count } позицій
    }, поточний результат { $pnl }.
stop-choices =
    <b>Закрити все</b>: продати за ринком просто зараз.
    <b>Лишити</b>: вони ваші, ніхто ними не керує.
    <b>Закриє лідер</b>: нових не буде, виходи копіюються.
button-follow-stopclose = Закрити все зараз
button-follow-stopkeep = Лишити мені
button-follow-stoplead = Нехай закриє лідер
stopped-stopclose =
    ✅ Ви більше не йдете за { $leader }. { $count ->
        [0] Закривати вже нічого.
        [one] Закриваю { $count } позицію.
        [few] Закриваю { $count } позиції.
       *[many] Закриваю { $count } позицій.
    }
stopped-stopkeep = ✅ Ви більше не йдете за { $leader }. Відкриті позиції тепер у ваших руках.
stopped-stoplead = ✅ Нових входів за { $leader } не буде. Відкрите закриється, коли закриє лідер.

## Позиції.

positions-none = Нічого не відкрито.
positions-title =
    { $count ->
        [one] <b>{ $count } відкрита позиція</b>
        [few] <b>{ $count } відкриті позиції</b>
       *[many] <b>{ $count } відкритих позицій</b>
    }
position-head =
    <b>{ $market }</b> · { $side }{ $leverage ->
        [1] {""}
       *[other] {" "}{ $leverage }x
    }
position-copied = Скопійовано з { $leader } · { $account }
position-size = { $amount } { $coin } від { $entry }
position-price = Ціна зараз: { $price }
position-pnl = Поточний результат: <b>{ $pnl }</b>
position-liquidation = Ліквідація біля { $price }
position-protection = Стоп-лос: { $stop } · тейк-профіт: { $take }
position-opened = Відкрито { $at }
button-position-close = Закрити
button-position-half = Закрити половину
button-position-protect = Стоп-лос / тейк-профіт
button-position-sl = Стоп-лос
button-position-tp = Тейк-профіт
button-position-unprotect = Прибрати обидва
ask-closenow = Закрити всю за ринком? Поточний результат: { $pnl }.
ask-halfnow = Закрити половину за ринком? Поточний результат усієї: { $pnl }.
button-closenow = Закрити зараз
button-halfnow = Закрити половину зараз
closing = ⏳ Закриваю. Результат надійде повідомленням.
close-which = <b>Що закрити?</b> Кожна перепитає ще раз.
button-close-all = Закрити все ({ $count })
button-closeall = Закрити все
ask-close-all =
    { $count ->
        [one] Закрити { $count } позицію за ринком?
        [few] Закрити всі { $count } позиції за ринком?
       *[many] Закрити всі { $count } позицій за ринком?
    }
button-close-all-now = Закрити всі { $count } зараз
closing-all =
    { $count ->
        [0] Нічого не закривається.
        [one] ⏳ Закриваю { $count } позицію. Результат надійде повідомленням.
        [few] ⏳ Закриваю { $count } позиції. Результати надійдуть повідомленнями.
       *[many] ⏳ Закриваю { $count } позицій. Результати надійдуть повідомленнями.
    }
closing-all-refused =
    { $count ->
        [one] { $count } зараз закрити не вдалося: гляньте в /positions.
       *[many] { $count } зараз закрити не вдалося: гляньте в /positions.
    }
protect-menu = Їх тримає біржа, тож вони діють і тоді, коли мене немає.
ask-trigger-sl =
    <b>Стоп-лос для { $market }</b>
    Вхід { $entry }, ціна зараз { $price }.
    Оберіть відстань від входу або напишіть ціну чи <code>5%</code>.
ask-trigger-tp =
    <b>Тейк-профіт для { $market }</b>
    Вхід { $entry }, ціна зараз { $price }.
    Оберіть відстань від входу або напишіть ціну чи <code>10%</code>.
protection-set = ✅ Поставлено на біржі.
protection-removed = ✅ Прибрано: ця позиція тепер без захисту.

## Угоди і підтвердження.

trade-head =
    { $sign } · <b>{ $market }</b> · { $side }{ $leverage ->
        [1] {""}
       *[other] {" "}{ $leverage }x
    }
trade-sign-asked = ❔ Вирішуйте
trade-sign-reserved = ⏳ Ставлю
trade-sign-executed = ✅ Виконано
trade-sign-partial = ☑ Виконано частково
trade-sign-failed = ❌ Не вдалося
trade-sign-needs_reconciliation = ❓ З'ясовую
trade-sign-skipped = ⏭ Не скопійовано
trade-sign-closed = 🏁 Закрито
trade-sign-liquidated = 🔥 Ліквідовано
trade-source-copy = { $leader } { $kind } → { $account }
trade-source-close = Ваше закриття → { $account }
trade-source-stop_loss = Спрацював стоп-лос → { $account }
trade-source-take_profit = Спрацював тейк-профіт → { $account }
trade-source-stop = Ви перестали йти за { $leader } → { $account }
kind-open = відкриває
kind-increase = додає
kind-reduce = зменшує
kind-close = закриває
kind-flip = розвертається
trade-done-buy = Куплено { $filled } { $coin } по <b>{ $price }</b> ({ $cost })
trade-done-sell = Продано { $filled } { $coin } по <b>{ $price }</b> ({ $cost })
trade-part-buy = Куплено { $filled } з { $amount } по <b>{ $price }</b>
trade-part-sell = Продано { $filled } з { $amount } по <b>{ $price }</b>
trade-plan-buy = Купити { $amount } за { $cost }
trade-plan-sell = Продати { $amount } за { $cost }
trade-compared = { $leader }: { $price }. Ви: { $compared }{ $delay }
trade-placing = Ордер у дорозі до { $exchange }.
trade-checking = { $exchange } не відповіла ясно. Питаю далі, чи існує ордер; двічі він ніколи не надсилається.
trade-rest-dropped = Решта не виконана і скасована.
trade-failed = Нічого не куплено і не продано: { $reason }
trade-fee = Комісія { $fee } USDT · розмір: { $rule }
trade-rule-cut = { $rule }, обрізано: { $limit }
trade-planned = { $leader }: { $price } · розмір: { $rule }
trade-ended = Позицію закрито по { $price }, { $at }: <b>{ $pnl } USDT</b> після комісій
ask-copy = { $leader } відкриває { $side }. Копіювати?
ask-leader-price = Ціна лідера: { $price }
ask-own = Ви: { $amount }, { $cost }, ціна зараз { $price }
ask-ruled = розмір: { $rule }
ask-expires = Спливає { $at }
button-answer-copy = Копіювати
button-answer-half = Половину
button-answer-skip = Пропустити
toast-copy = Копіюю
toast-half = Копіюю половину
toast-skip = Пропущено
toast-closing = Закриваю
card-answered-copy = Ви натиснули «Копіювати» о { $at }.
card-answered-half = Ви натиснули «Половину» о { $at }.
card-answered-skip = Ви пропустили о { $at }.
card-answered-expired = Ніхто не відповів: час вийшов о { $at }.
card-answered-overtaken = Лідер вийшов раніше, ніж ви відповіли, о { $at }.
answered-copy = Уже є відповідь: «Копіювати» о { $at }.
answered-half = Уже є відповідь: «Половину» о { $at }.
answered-skip = Уже є відповідь: «Пропустити» о { $at }.
answered-expired = Час цього питання вийшов о { $at }. Нічого не скопійовано.
answered-overtaken = Лідер вийшов о { $at }. Нічого не скопійовано.
confirmation-closed = Це питання вже закрите.
button-was-skip = Пропущено
button-was-expired = Час вийшов
button-was-overtaken = Лідер вийшов

sized-fixed_quote = стала сума
sized-leader_ratio = від кількості лідера
sized-equity_proportional = пропорційно до капіталу
sized-equity_percent = відсоток капіталу
sized-leader_fraction = частка лідера від вашої позиції
sized-other = ваше закриття
limit-balance = ваш вільний баланс
limit-max_per_trade = ваш ліміт на угоду
limit-max_symbol_exposure = ваш ліміт на монету
limit-max_total_exposure = ваш загальний ліміт
limit-other = ліміт

failure-not-sent = ордер не залишив цієї машини.
failure-rejected-by-exchange = біржа відхилила ордер.
failure-not-filled = ніхто не торгував у межах вашого прослизання.
failure-insufficient-funds = бракувало вільної маржі або балансу.
failure-key-rejected = біржа не прийняла ключ.
failure-position-mode = рахунок був в іншому режимі позицій, ніж я знав.
failure-entries-closed = нові входи саме тоді мали чекати, задля безпеки.
failure-close-leg-failed = спершу не вдалося закрити старий бік.
failure-confirmation-expired = ніхто не відповів вчасно.
failure-skipped-by-follower = ви пропустили.
failure-follow-stopped = ви вже перестали йти слідом.
failure-leader-left = лідер уже вийшов.
failure-slippage = ціна відійшла далі, ніж дозволяє ваше прослизання.
failure-not-at-exchange = такого ордера на біржі немає: він не дійшов.
failure-other = біржа відповіла { $code } { $message }

## Новини.

closed-by-leader = 🏁 <b>Закрито разом з { $leader }</b>
closed-by-follower = 🏁 <b>Закрито вами</b>
closed-by-stop_loss = 🛑 <b>Спрацював стоп-лос</b>
closed-by-take_profit = 🎯 <b>Спрацював тейк-профіт</b>
closed-by-external = 🏁 <b>Закрито на біржі, не мною</b>
closed-by-adl = ⚠ <b>Закрито біржею (auto-deleveraging)</b>
closed-at = На біржі { $at }
closed-prices = { $entry } → { $exit }
closed-result = Результат після комісій: <b>{ $pnl } USDT</b> (комісії { $fees }, фандинг { $funding })
liquidated = 🔥 <b>Ліквідовано біржею { $exchange }</b>
liquidated-advice = Менше плече або стоп-лос вбережуть від наступної.
protection-missed = ⚠ <b>Біржа не прийняла стоп-лос чи тейк-профіт.</b> Ця позиція відкрита без них.
skipped = ⏭ <b>Не скопійовано:</b> { $leader }, { $market }
skip-follow_stopped = ви більше не йдете слідом.
skip-follow_paused = копіювання на паузі.
skip-follow_close_only = копіювання лише закриває.
skip-copying_paused = оператор призупинив нові копії.
skip-account_not_ready = рахунок не готовий: перевірте його ключ.
skip-symbol_unknown = на вашій біржі немає цього ринку.
skip-market_closed = ваша біржа зараз не приймає нових входів на цьому ринку: його закривають, обслуговують або лише зменшують позиції.
skip-symbol_not_allowed = цієї монети немає у вашому списку.
skip-side_not_allowed = цього напрямку ви не копіюєте.
skip-symbol_taken = цей ринок на вашому рахунку вже тримає інший лідер.
skip-nothing_to_add_to = у вас немає позиції, до якої додав лідер.
skip-nothing_to_close = вам тут нічого закривати.
skip-too_old = це дійшло до мене запізно.
skip-undated = біржа вказала неможливий час, тож невідомо, наскільки це давно.
skip-leader_left = лідер уже вийшов, перш ніж я встиг скопіювати.
skip-order_copied = це наступна частина ордера, який ви вже скопіювали повним своїм розміром.
skip-no_price = свіжа ціна невідома.
skip-slippage = ціна відійшла далі, ніж ви дозволяєте.
skip-no_balance = ваш баланс ще невідомий.
skip-no_leader_equity = капітал лідера невідомий.
skip-limit_reached = вичерпано ваш ліміт.
skip-too_many_positions = позицій уже стільки, скільки ви дозволяєте.
skip-not_enough_balance = вільного балансу замало.
skip-below_minimum = це менше, ніж приймає біржа.
skip-dust = залишок замалий для продажу.
skip-entries_closed = нові копії зараз чекають, задля безпеки. Закриття тривають.
skip-not_decided = вирішити не вдалося: операторові варто глянути в журнал.
skip-other = { $code }
account-paused = 🔑 <b>{ $account } на паузі</b>
account-paused-advice = Його позиціями зараз <b>ніхто не керує</b>. Створіть новий ключ і замініть цей.
account-resumed = 🔑 <b>{ $account }</b> знову працює.
key-trouble-key-can-withdraw = Ключ отримав право на виведення. Таким ключем я не користуюся.
key-trouble-key-can-transfer = Ключ отримав право на перекази. Таким ключем я не користуюся.
key-trouble-key-rejected = Біржа більше не приймає ключ.
key-trouble-key-wrong = Біржа більше не приймає ключ.
account-frozen-advice =
    Зараз я нічого на ньому не відкриваю; закриття тривають.
    Якщо ці ордери ваші, натисніть кнопку. Якщо ні: негайно видаліть ключ на біржі, змініть там пароль і під'єднайтеся з новим ключем.
wrong-mode =
    ⚠ <b>{ $account }: нові входи чекають</b>
    Біржа відхилила ордер, бо режим позицій рахунку був не той, який я знав. Закриття тривають. Я перевіряю знову що пів хвилини і продовжу сам.
wrong-mode-binance =
    Якщо так і лишиться: Binance → Ф'ючерси → ⋯ → Налаштування → Режим позицій → <b>Односторонній режим</b>. Змінити його можна лише тоді, коли не відкрито жодної позиції і жодного ордера.
wrong-mode-bybit =
    Якщо так і лишиться: Bybit → Деривативи → USDT Perpetual → налаштування торгівлі → Режим позицій → <b>Односторонній режим</b>, для <b>усіх</b> символів. Змінити його можна лише тоді, коли не відкрито жодної позиції і жодного ордера.
wrong-mode-bitget =
    Якщо так і лишиться: Bitget → Ф'ючерси → USDT-M → ⋯ → Налаштування → Режим позицій → <b>Односторонній режим</b>. Змінити його можна лише тоді, коли не відкрито жодної позиції і жодного ордера.
account-unmanaged = 🔑 <b>{ $account } усе ще на паузі</b>
    { $positions ->
        [one] { $positions } позицією <b>ніхто не керує</b>.
        [few] { $positions } позиціями <b>ніхто не керує</b>.
       *[other] { $positions } позиціями <b>ніхто не керує</b>.
    }
key-trouble-foreign-orders = На рахунку з'явилися ордери, яких я не давав: кілька за десять хвилин.
key-trouble-other = Біржа відповіла { $code }.
leader-gap =
    🔌 <b>{ $leader } знову на зв'язку.</b> Тим часом пропущено { $skipped ->
        [one] { $skipped } вхід
        [few] { $skipped } входи
       *[many] { $skipped } входів
    }{ $entered ->
        [0] { "" }
       *[other] , скопійовано: { $entered }
    }{ $closed ->
        [0] .
       *[other] , закрито: { $closed }.
    }
    Входи пропускаю, коли вони застарі або лідер уже вийшов; закриття виконую завжди.
leader-stale =
    🔌 <b>Не чую { $leader }</b>, востаннє — { $since }.
    Виходи можуть запізнитися. Ваші стоп-лоси стоять; щойно знову почую лідера, закрию все, що мушу.
leader-back = 🔌 <b>{ $leader }</b> знову на зв'язку; пропущене прочитано.
leader-terms = ℹ { $leader }: плече на { $market } змінено з { $before }x на { $after }x. Ваше обмеження лишається.
leader-forced-liquidation = 💥 <b>{ $leader }: ліквідація</b> на { $market }. Вашу позицію там закриваю.
leader-forced-adl = ⚠ Біржа забрала позицію { $leader } на { $market }. Вашу там закриваю.
leader-lost = ⚠ <b>Копіювати { $leader } більше не можна</b>
leader-lost-rejected = Біржа не приймає ключ лідера. Нового за цим лідером не копіюю.
leader-lost-silent = Лідера давно не чути. Нового за цим лідером не копіюю.
leader-lost-retired = Лідер більше не веде. Нового за цим лідером не копіюю.
leader-lost-open =
    { $count ->
        [one] За цим лідером у вас { $count } відкрита позиція. Що з нею робити? Доки не виберете, вона лишається.
        [few] За цим лідером у вас { $count } відкриті позиції. Що з ними робити? Доки не виберете, вони лишаються.
       *[many] За цим лідером у вас { $count } відкритих позицій. Що з ними робити? Доки не виберете, вони лишаються.
    }
button-lost-keep = Лишити мої позиції
button-lost-close = Закрити все
breaker-open = ⚠ <b>{ $exchange }</b> не відповідає. Нові входи там поки не копіюються; належні закриття збережено, їх буде виконано, щойно біржа відповість.
breaker-closed = ✅ <b>{ $exchange }</b> знову відповідає. Копіювання триває.
entries-stopped-disk =
    ⚠ <b>Нові входи призупинено: диск</b>
    Диск повний або на нього не можна писати. Закриття тривають, доки їх можна записати. Звільніть місце; я перевіряю знову що кілька секунд.
entries-resumed-disk = ✅ На диску знову є місце: нові входи тривають.
entries-stopped-damaged =
    ⚠ <b>Нові входи призупинено: книгу пошкоджено</b>
    Зупиніть мене, відновіть резервну копію командою <code>python -m bot restore</code> і запустіть знову. Тоді я звірю кожен рахунок із його біржею.
entries-resumed-damaged = ✅ Книга знову ціла: нові входи тривають.
entries-stopped-clock =
    ⚠ <b>Нові входи призупинено: годинник</b>
    Годинник цієї машини і годинник { $place } розходяться завеликою мірою. Закриття тривають. Налаштуйте час через NTP; я перевіряю знову що кілька хвилин.
entries-resumed-clock = ✅ Годинник цієї машини знову збігається з { $place }: нові входи тривають.
entries-stopped-restored =
    ⚠ <b>Нові входи призупинено: давніша книга</b>
    База даних давніша за ту, що працювала тут востаннє. Спершу я звіряю кожен рахунок із його біржею; права біржа.
entries-resumed-restored = ✅ Кожен рахунок звірено з його біржею: нові входи тривають.
entries-stopped-conflict =
    ⚠ <b>Нові входи призупинено: другий бот</b>
    Інша програма користується токеном цього бота. Зупиніть її: удвох ми торгували б двічі. Закриття тривають.
entries-resumed-conflict = ✅ Токеном бота більше ніхто інший не користується: нові входи тривають.
entries-stopped-recovering = ⏳ Нові входи чекають, доки рахунки буде звірено з біржами.
entries-resumed-recovering = ✅ Рахунки звірено з біржами: нові входи тривають.
entries-stopped-frozen = ⚠ <b>{ $place } відмовляє цій машині.</b> Нові входи там призупинено; закриття пробую далі.
entries-resumed-frozen = ✅ { $place } знову приймає цю машину: нові входи там тривають.
entries-stopped-blind = ⚠ <b>{ $place } бере ордери, але не відповідає на запити.</b> Нові входи там призупинено; закриття тривають.
entries-resumed-blind = ✅ { $place } знову відповідає на запити: нові входи там тривають.
lane-open = нові входи
lane-close = закриття
lane-lookup = запити
lane-stream = живі потоки
lane-market = ціни
lane-other = виклики
drift =
    ⚠ <b>{ $label }: книги розходяться щодо { $market }</b>
    Я очікував { $expected } { $coin }, на біржі { $found }. Ви торгували вручну?
trade-waits-answer =
    ❓ <b>{ $market }: біржа не відповідає</b>
    Досі невідомо, чи існує ордер від { $since }. Його бюджет лишається зарезервованим; я питаю далі й ніколи не надсилаю двічі.
trade-waits-exit =
    ⚠ <b>{ $market }: закриття чекає з { $since }</b>
    Ордер ще не вдалося надіслати. Я пробую далі; стопи на біржі діють.
may-be-a-repeat = <i>(можливо, повтор)</i>
digest-title-late =
    { $count ->
        [one] 🗞 <b>Із запізненням: { $count } повідомлення коротко</b>
        [few] 🗞 <b>Із запізненням: { $count } повідомлення коротко</b>
       *[many] 🗞 <b>Із запізненням: { $count } повідомлень коротко</b>
    }
digest-more = … і ще { $count }
chat-gone = 🔇 Не можу написати { $name }: бота заблоковано або акаунта вже немає. Торгівля йде далі, як налаштовано.
welcome-back = 👋 <b>З поверненням.</b> Якийсь час я не міг вам писати; торгівля йшла далі, як ви налаштували. Погляньте, що відкрито і що сталося.

## Звіти.

pnl-title = <b>Прибуток · { $period }</b>
pnl-realized = Зафіксовано, після комісій: <b>{ $pnl }</b>
pnl-floating = Поточний результат: { $pnl }
pnl-costs = Комісії { $fees } · фандинг { $funding } USDT
pnl-closed =
    { $count ->
        [0] Жодної позиції не закрито.
        [one] Закрито { $count } позицію, з прибутком { $won }.
        [few] Закрито { $count } позиції, з прибутком { $won }.
       *[many] Закрито { $count } позицій, з прибутком { $won }.
    }
pnl-extremes = Найкраща { $best } · найгірша { $worst } USDT
period-today = Сьогодні
period-week = 7 днів
period-month = 30 днів
period-all = Весь час
history-none = Історії ще немає.
history-end = Це все.
history-title = <b>Історія</b> · сторінка { $page }{ $paper }
history-trade = 
    { $side } { $amount } <a href="{ $link }"><b>{ $market }</b></a> за { $price }
    { $sign } · { $leader }{ $paper } · { $at }
history-skip = 
    ⏭ <b>{ $market }</b>: { $reason }
    { $leader }{ $paper } · { $at }

## Якість копіювання і здобутки лідерів.

command-quality = Наскільки добре Ви копіюєте лідерів
button-quality = Якість копіювання
button-statistics = Здобутки лідера
button-quality-more = Затримки й причини
button-more = Докладніше
quality-none = Ви ще ні за ким не йшли, тож порівнювати нічого.
quality-choose = <b>Якість копіювання.</b> Якого лідера?
quality-line =
    <b>{ $leader }</b> · { $running ->
        [0] більше не копіюється
        [one] { $running } копіювання
        [few] { $running } копіювання
       *[many] { $running } копіювань
    }
quality-title = <b>Якість · { $leader }</b> · { $period }
quality-title-all = <b>Якість · { $leader }</b> · { $period } · усі послідовники
quality-empty = За цей час не було чого копіювати.
quality-few = ⚠ <b>Замало даних:</b> копій { $count } з { $needed }
quality-lost = Гірші ціни (+) коштували { $money } USDT
quality-saved = Кращі ціни (-) заощадили { $money } USDT
quality-fates = Копій { $copied } · пропущено { $skipped } · втрачено { $missed }
quality-reasons = Найчастіше: { $reasons }.
quality-reason = { $reason } ({ $count })
quality-reason-other = біржа відмовила
quality-column-stage = Затримка, с
quality-column-price = Ціна, б. п.
quality-column-median = медіана
quality-column-high = 9 з 10
stage-seen = почуто
stage-decided = вирішено
stage-sent = надіслано
stage-filled = виконано
stage-whole = разом
quality-mine = Ви: <b>{ $result }</b>
quality-mine-all = Послідовники: <b>{ $result }</b>
quality-theirs = Лідер, до комісій: { $result }
quality-means = <i>9 з 10 були не повільніші. Відсотки — від вкладеного.</i>
quality-nothing-closed = нічого не закрито

statistics-title = <b>{ $leader }</b> · власні угоди від { $since }
statistics-none = Ще не видно жодної угоди цього лідера від початку до кінця.
statistics-few = ⚠ <b>Замало даних:</b> угод { $count } з { $needed }
statistics-result = Результат: <b>{ $pnl } USDT</b> ({ $roi })
statistics-result-only = Результат: <b>{ $pnl } USDT</b>
statistics-percent-of = Відсотки — від { $base } USDT, балансу на час першої угоди.
statistics-no-percent = Баланс був невідомий, тож відсотка немає.
statistics-without-best = Без найкращої угоди: { $pnl } USDT
statistics-fall = Найглибше падіння: { $fall }
statistics-no-fall = Найглибше падіння: ще не було
statistics-won = З прибутком { $won } з { $closed } ({ $rate }); надалі, мабуть, щонайменше { $low }
statistics-pace = Незалежних: { $independent } · за тиждень: { $week } · зазвичай тримає { $hold }
statistics-worst-day = Найгірший день: { $day }, { $pnl } USDT
statistics-no-worst-day = Найгірший день: збиткових ще не було
statistics-open = Відкрито: { $count }, поки що { $pnl } USDT
statistics-open-unknown = Відкрито: { $count }, результат невідомий
statistics-unseen =
    { $count ->
        [one] Не враховано { $count } угоду, початку якої я не бачив.
        [few] Не враховано { $count } угоди, початку яких я не бачив.
       *[many] Не враховано { $count } угод, початку яких я не бачив.
    }
statistics-honest = <i>До комісій і фандингу лідера.</i>
statistics-means = <i>Те, що перетинається в часі, — одна незалежна угода; { $needed } таких уже щось кажуть.</i>
record-few =
    Здобутки: замало для висновків, { $count ->
        [one] { $count } незалежна угода з { $needed }.
        [few] { $count } незалежні угоди з { $needed }.
       *[many] { $count } незалежних угод з { $needed }.
    }
record-line = Здобутки: <b>{ $pnl } USDT</b>, угод { $closed }; мабуть, виграє щонайменше { $low }; найглибше падіння { $fall }
span-days = { $number } дн.
span-hours = { $number } год
span-minutes = { $number } хв
span-seconds = { $number } с

## Налаштування.

settings-title = <b>Налаштування</b>
settings-noise = Натисніть рядок, щоб змінити, як надходить ця новина. Термінове може бути тихим, але не вимкненим.
noise-button = { $news }: { $noise }
noise-on = зі звуком
noise-silent = тихо
noise-off = вимкнено
news-fill = Виконання
news-skip = Пропущені угоди
news-failure = Невдачі
news-close = Закриті позиції
news-protection = Стоп-лос, тейк-профіт
news-liquidation = Ліквідації
news-reconciliation = Нез'ясовані ордери
news-exchange = Збої бірж
news-key = API-ключі

## Оператор.

admin-title = <b>Стіл оператора</b>
admin-running = Копіювання працює.
admin-paused = ⏸ Усі нові входи призупинено. Виходи тривають.
admin-users =
    { $count ->
        [one] Усередині { $count } людина.
        [few] Усередині { $count } людини.
       *[many] Усередині { $count } людей.
    }
admin-queues = Нез'ясовані ордери: { $trades } · неопубліковані події: { $events }
admin-no-streams = Потоків лідерів немає.
admin-stream = { $leader } ({ $exchange }): { $state }, востаннє { $seen }
stream-up = на зв'язку
stream-down = ⚠ без зв'язку
admin-no-breakers = Усі біржі відповідають.
admin-breaker = ⚠ { $exchange }, { $lane }: { $state }
admin-invite =
    <b>Запрошення</b>: удруге його не буде показано.
    { $link }
admin-user = { $name } · <code>{ $id }</code> · { $language }
admin-user-operator = { $name } · <code>{ $id }</code> · { $language } · оператор
button-admin-invite = Запросити
button-people = Люди
button-admin-pause = Призупинити все
button-admin-resume = Продовжити все
switched-pause = ⏸ Призупинено для всіх.
switched-resume = ▶ Працює для всіх.

## Відмови і помилки: звичайний текст, у сповіщенні або повідомленні.

refusal-not-found = Не можу цього знайти. Можливо, його вже немає.
refusal-other = Це неможливо ({ $code }).
refusal-button-unknown = Ця кнопка вже нічого не означає. Відкрийте екран наново через /start.
refusal-form-closed = Ця форма закрита. Почніть знову з /start.
refusal-choice-only = Оберіть, будь ласка, одну з кнопок.
refusal-number-form = Не можу прочитати це число. Напишіть як 100, 1 000,50, 1,5k, 25% або 0,5x.
refusal-number-ambiguous = { $typed } можна прочитати двояко. Напишіть без коми.
refusal-number-range = Напишіть число від { $low } до { $high }.
refusal-number-unit = { $typed } тут не підходить. Напишіть як { $example }.
refusal-number-whole = Напишіть ціле число, наприклад 5.
refusal-coins-count = Назвіть від 1 до { $most } монет, наприклад BTC ETH.
refusal-coin-form = { $coin } не схоже на монету. Напишіть як BTC або BTC/USDT.
refusal-name-length = Ім'я має від { $low } до { $high } знаків.
refusal-name-form = Ім'я - це один рядок видимих знаків.
refusal-key-parts = Потрібно рівно { $wanted } частини в одному повідомленні, а знайшлося { $found }. Нічого не збережено. Спробуйте ще раз або /cancel.
refusal-key-form = Це не схоже на ключ. Скопіюйте кожну частину повністю. Нічого не збережено. Спробуйте ще раз або /cancel.
refusal-key-lost = Мене перезапустили раніше, ніж я використав ваш ключ. Його не збережено: надішліть, будь ласка, ще раз.
refusal-key-can-withdraw = Цей ключ може виводити гроші. Я його не прийму: створіть ключ без виведення.
refusal-key-can-transfer = Цей ключ може переказувати гроші. Я його не прийму: створіть ключ без переказів.
refusal-key-wrong = Біржа не прийняла цей ключ. Перевірте, чи всі частини цілі та чи дозволено вашу IP-адресу.
refusal-key-is-read-only = Цей ключ лише читає. Для справжніх грошей потрібен ключ із правом торгівлі.
refusal-key-of-other-account = Цей ключ від іншого рахунку біржі. Під'єднайте той рахунок окремо.
refusal-exchange-away = Біржа зараз не відповідає. Нічого не збережено. Спробуйте за хвилину.
refusal-account-linked-already = Цей рахунок біржі вже під'єднано.
refusal-account-needs-key = Для справжніх грошей потрібен API-ключ. Спершу додайте його до рахунку.
refusal-account-unlinked = Цей рахунок більше не під'єднано.
refusal-account-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-account-not-yours = Не можу цього знайти. Можливо, його вже немає.
refusal-account-has-positions = Спершу закрийте те, що відкрито на цьому рахунку.
refusal-account-in-use = Цей рахунок зайнятий копіюванням. Спершу перестаньте йти за лідером.
refusal-account-is-trading = Ордери цього рахунку ще в дорозі. Спробуйте за мить.
refusal-account-leads = Ви лідер із цим рахунком. Спершу припиніть бути лідером.
refusal-account-not-ready = Цей рахунок на паузі: перевірте його ключ у /accounts. Нічого не скопійовано.
refusal-bad-label = Така назва рахунку не годиться.
refusal-label-taken = Рахунок із такою назвою у вас уже є.
refusal-bad-name = Таке ім'я не годиться. Потрібно від 2 до 32 видимих знаків.
refusal-own-leader = За самим собою йти не можна.
refusal-follows-already = Ви вже йдете за цим лідером із цим рахунком. Змінити можна в /follows.
refusal-follow-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-follow-stopped = Це копіювання ви вже зупинили.
refusal-leader-retired = Цей лідер більше не веде.
refusal-leader-unknown = Не можу знайти такого лідера.
refusal-leads-already = Ви вже лідер.
refusal-invite-invalid = Це запрошення використане, прострочене або з помилкою. Попросіть в оператора нове.
refusal-invite-needed = Tandem працює за запрошенням. Попросіть в оператора посилання.
refusal-operator-only = Не можу цього знайти. Можливо, його вже немає.
refusal-confirmation-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-confirmation-answered = На це питання вже є відповідь.
refusal-confirmation-expired = Запізно: час цього питання вийшов. Нічого не скопійовано.
refusal-confirmation-not-due = Це питання ще відкрите.
refusal-bad-answer = Ця кнопка вже нічого не означає.
refusal-copying-paused = Оператор призупинив нові копії. Питання відкрите до свого строку.
refusal-entries-closed = Нові входи зараз чекають, задля безпеки. Питання відкрите до свого строку.
refusal-price-moved = Ціна зараз { $price }, за вашою межею { $limit }. Нічого не скопійовано; питання ще відкрите.
refusal-no-price = Свіжа ціна { $symbol } невідома. Спробуйте за мить.
refusal-half-below-minimum = Половина менша, ніж приймає біржа ({ $minimum }). Копіюйте все або пропустіть.
refusal-position-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-position-closed = Цю позицію вже закрито.
refusal-position-busy = Закриття цієї позиції вже в дорозі.
refusal-position-is-dust = Залишок замалий, біржа його не продасть.
refusal-protection-wrong-side = { $trigger } з неправильного боку: ціна зараз { $price }. Для лонга стоп-лос нижче за неї, а тейк-профіт вище; для шорта навпаки.
refusal-trade-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-trade-already-sent = Ордер уже надіслано.
refusal-urgent-news-stay = Ця новина може бути тихою, але не вимкненою.
refusal-out-of-range = Це значення поза межами.
refusal-bad-number = Це число тут не годиться.
refusal-bad-symbol = Я не знаю ринку { $symbol }.
refusal-bad-price = Така ціна не годиться.
refusal-bad-fraction = Частина має бути більшою за нуль і не більшою за ціле.
refusal-bad-fill = Біржа повідомила про угоду, якої я не можу прочитати.
refusal-bad-market = Правила біржі для цього ринку не читаються.
refusal-amount-grew = Копія не може вирости після запитання.
refusal-reduce-over-quantity = Це більше, ніж є в позиції.
refusal-flip-under-quantity = Це менше, ніж є в позиції.
error-credentials = Біржа не приймає ключ. Замініть його в /accounts.
error-breaker = Біржа не відповідала, тож я її не питав. Спробуйте за пів хвилини.
error-exchange = Біржа зараз не відповідає. Спробуйте за мить.
error-storage = Зараз я не можу писати у свою книгу, тож нічого не змінюю. Операторові варто глянути на диск.
error-changed-meanwhile = Тим часом щось змінилося. Гляньте ще раз і повторіть, якщо досі хочете.
error-number = У мене щось пішло не так, і більше нічого не зроблено. Скажіть операторові цей номер: { $number }

## Порівняння книг.

command-reconcile = Порівняти мою книгу з біржею
button-compare = Порівняти книги
reconcile-choose = Книги якого рахунку порівняти?
reconcile-title = <b>{ $account }: моя книга і біржа</b>
reconcile-equal = ✓ Обидві кажуть те саме.
reconcile-changed = Це тим часом змінилося. Ось як є зараз:
reconcile-done-sync = ✓ Моя книга йде за біржею.
reconcile-done-adopt = ✓ Тепер це належить до копіювання.
reconcile-done-ignore = ✓ Я мовчатиму про це, поки воно не зміниться.
reconcile-done-close = ✓ Ордер на закриття вже в дорозі.
reconcile-ask-close = Закрити { $amount } { $coin } { $market } ({ $side }) за ринком? Це те, чого немає в моїй книзі.
reconcile-ask-close-rest = Закрити решту, { $amount } { $coin } { $market } ({ $side }), за ринком?
drift-missing = { $number }. <b>{ $market }</b> { $side }: у мене { $booked } { $coin }, на біржі немає нічого.
drift-less = { $number }. <b>{ $market }</b> { $side }: у мене { $booked } { $coin }, на біржі лише { $found }.
drift-more = { $number }. <b>{ $market }</b> { $side }: у мене { $booked } { $coin }, на біржі { $found }: більше, ніж моє.
drift-side = { $number }. <b>{ $market }</b>: у мене { $booked } { $coin } { $side }, на біржі позиція в інший бік.
drift-extra = { $number }. <b>{ $market }</b> { $side }: { $found } { $coin } на біржі, відкриті не мною.
drift-ignored = (не зважаю)
button-drift-sync = { $number }: Узгодити
button-drift-adopt = { $number }: Прийняти
button-drift-ignore = { $number }: Не зважати
button-drift-close = { $number }: Закрити
button-drift-closenow = Закрити зараз
trades-recovered =
    🔎 { $count ->
        [one] <b>{ $count } угоду відновлено</b>
        [few] <b>{ $count } угоди відновлено</b>
       *[other] <b>{ $count } угод відновлено</b>
    } з { $exchange }: моя книга їх втратила. Нічого не надіслано двічі.
repairs-stopped =
    ⚠ <b>Я більше нічого не виправляю на { $exchange }: { $count } разів за годину досить</b>
    Хтось чи інша програма раз у раз змінює стопи або плече на цьому рахунку. Те, що різниться зараз, лишається так, доки не мине ця година. Копіювання і закриття тривають. Погляньте самі й зупиніть того, хто це робить.
stray-order = 🔎 Мій відкритий ордер на { $market }, якого не знала моя книга, скасовано.
protection-lost-stop_loss = ⚠ <b>Стоп-лоса на біржі вже немає</b>
protection-lost-take_profit = ⚠ <b>Тейк-профіту на біржі вже немає</b>
protection-lost-both = ⚠ <b>Стоп-лоса і тейк-профіту на біржі вже немає</b>
protection-lost-restore = Я поставлю знову { $at }, якщо Ви не залишите так.
protection-lost-wait = Я вже ставив знову, і воно знову зникло. Тепер чекаю на Вас.
protection-restored = 🛡 <b>Захист знову стоїть</b>
button-stop-restore = Відновити
button-stop-leave = Залишити так
stop-restore = Захист ставлю знову.
stop-leave = Залишено так.
stop-stands = На біржі він стоїть.
leverage-set-back = ⚠ <b>Плече на біржі було { $found }x.</b> Я повернув { $expected }x.
leverage-changed = ⚠ <b>Плече на біржі { $found }x, а не { $expected }x.</b> Повернути не вдалося: гляньте там, будь ласка.
follow-was-paused = ⏸ <b>Це копіювання тепер не бере нових входів.</b> Виходи тривають.
follow-paused-margin = Три ордери поспіль не пройшли через брак маржі. Додайте коштів або зменште розмір, тоді відновіть.
follow-paused-liquidated = Позицію ліквідовано. Гляньте на плече і стоп-лос, тоді відновіть.
refusal-drift-changed = Це тим часом змінилося.
refusal-nobody-to-adopt = Жоден Ваш лідер зараз цього не тримає, тож ніхто б цим не керував. Можна закрити або не зважати.
refusal-protection-stands = На біржі він стоїть.

## Чому: кожне рішення крок за кроком, і що його змінило б.

command-why = Чому скопійовано, або чому ні
refusal-verdict-unknown = Не знаходжу цього. Можливо, його вже немає.
compared-worse = на { $percent } гірше ({ $points } б. п.)
compared-better = на { $percent } краще ({ $points } б. п.)
compared-same = та сама ціна
compared-later = , на { $delay } с пізніше
why-choose = <b>Чому?</b> Виберіть, що пояснити.
why-none = Рішень ще не було. Щойно лідер щось зробить, я зможу сказати, чому це скопійовано, або чому ні.
why-line-trade = { $sign } { $side } { $coin } · { $leader }
why-line-skip = ⏭ { $coin } · { $leader }
why-step = { $number }. { $step }
why-title = 🔎 <b>{ $market }</b> · { $side } · { $account }
position-ruled = Останній вхід: { $rule }
position-whole = Позиція тепер: <b>{ $amount } { $coin }</b> від { $entry }
position-moved = { $amount } { $coin } по <b>{ $price }</b>, зроблено на біржі
why-leader-open-buy = { $leader } відкриває: купівля { $amount } { $coin } по { $price }, { $at }
why-leader-open-sell = { $leader } відкриває: продаж { $amount } { $coin } по { $price }, { $at }
why-leader-increase-buy = { $leader } додає: купівля { $amount } { $coin } по { $price }, { $at }
why-leader-increase-sell = { $leader } додає: продаж { $amount } { $coin } по { $price }, { $at }
why-leader-reduce-buy = { $leader } зменшує на { $part }: купівля { $amount } { $coin } по { $price }, { $at }
why-leader-reduce-sell = { $leader } зменшує на { $part }: продаж { $amount } { $coin } по { $price }, { $at }
why-leader-close-buy = { $leader } закриває: купівля { $amount } { $coin } по { $price }, { $at }
why-leader-close-sell = { $leader } закриває: продаж { $amount } { $coin } по { $price }, { $at }
why-leader-flip-buy = { $leader } розвертається: купівля по { $price }, тепер лонг { $amount } { $coin }, { $at }
why-leader-flip-sell = { $leader } розвертається: продаж по { $price }, тепер шорт { $amount } { $coin }, { $at }
why-cause-copy = { $leader } щось зробив; самого ордера в моїй книзі вже немає
why-cause-close = Ви попросили закрити
why-cause-stop = Ви перестали йти за { $leader } і захотіли все закрити
why-cause-stop_loss = Ціна дійшла до вашого стоп-лосу
why-cause-take_profit = Ціна дійшла до вашого тейк-профіту
why-rule-fixed_quote = Розмір, сталий: { $wanted } USDT
why-rule-leader_ratio = Розмір, кратний: { $wanted } USDT
why-rule-equity_proportional = Розмір, як частка: { $wanted } USDT
why-rule-equity_percent = Розмір, з капіталу: { $wanted } USDT
why-rule-leader_fraction = Така сама частка ваших { $position } { $coin } — це { $amount }; виходи ніколи не обрізаються
why-cut = Обрізано: { $limit } мав місце лише на { $room } USDT
why-rule-cut = { $rule }; { $limit } мав місце на { $room }
why-decided-buy = Вирішено: купити { $amount } { $coin }
why-decided-sell = Вирішено: продати { $amount } { $coin }
why-skipped = Не скопійовано: { $reason }
why-asked-open = Я запитав вас; запитання ще відкрите
why-filled = { $exchange } виконала { $filled } { $coin } по { $price }, комісія { $fee } USDT
why-filled-part = { $exchange } виконала { $filled } з { $amount } { $coin } по { $price }, комісія { $fee } USDT; решту скасовано
why-was-unclear = Перша відповідь була неясна; я спитав ще
why-ended = Закрито по { $price }: <b>{ $pnl } USDT</b>
why-liquidated = Біржа ліквідувала позицію по { $price }: <b>{ $pnl } USDT</b>
why-own-words = Слова самої біржі: { $message }
why-advice = <i>{ $text }</i>

figures-below_minimum = Треба { $needed } USDT; за вашими правилами вийшло { $wanted } USDT.
figures-room = Треба { $needed } USDT; { $limit } має місце на { $room } USDT.
figures-full = Мало бути { $wanted } USDT; { $limit } вичерпано.
figures-too_old = Це сталося { $age_seconds } с тому; ви дозволяєте { $limit_seconds } с.
figures-slippage = Ціна { $price }, ваша межа { $limit }, у лідера { $leader }.
figures-too_many_positions = Відкрито { $open }, ви дозволяєте { $limit }.
figures-dust = Лишилося: { $holding }.

why-skip-follow_stopped = Ви зупинили це копіювання. Почніть знову, якщо хочете наступних.
why-skip-follow_paused = На паузі входи не копіюються, лише виходи. Продовжте, і наступний буде скопійовано.
why-skip-follow_close_only = Це копіювання лише чекає на виходи лідера. Продовжте, якщо знову хочете входів.
why-skip-copying_paused = Оператор призупинив нові копії для всіх. Виходи тривають; входи повернуться, коли оператор дозволить.
why-skip-account_not_ready = Біржа не прийняла ключ рахунку, або рахунок заморожено. Гляньте на рахунок: там сказано, що потрібно.
why-skip-entries_closed = Саме тоді щось було ненадійним: годинник, диск або ще не завершене порівняння з біржею. Це відкриється само.
why-skip-symbol_unknown = На вашій біржі цього ринку немає, або я його там не знаю. Можливо, він є на іншій.
why-skip-market_closed = Сама біржа зараз не приймає там нових входів. Це мине само, або ринок зникне.
why-skip-symbol_not_allowed = Що копіювати, вирішують ваші списки монет. Змініть їх, якщо хочете й цю.
why-skip-side_not_allowed = Це копіювання бере лише один напрямок. Змініть, якщо хочете обидва.
why-skip-symbol_taken = Два лідери не мають закривати одне одному позиції. Коли цю закриють, ринок звільниться.
why-skip-nothing_to_add_to = Лідер додав до позиції, якої у вас немає: можливо, вона почалася раніше за ваше копіювання. Наступну нову буде скопійовано.
why-skip-nothing_to_close = Лідер вийшов з позиції, якої у вас немає: робити було нічого.
why-skip-too_old = Запізнілий вхід купує за ціною, якої лідер не бачив. Можете дозволити більше секунд; виходи копіюються, хоч як пізно.
why-skip-undated = Вхід із неможливим часом може бути дуже давнім. Такі я пропускаю; виходи копіюються.
why-skip-leader_left = Поки я міг скопіювати, лідер уже вийшов. Увійшовши самі, ви лишилися б без виходу.
why-skip-order_copied = Ваш розмір не залежить від лідера: один ордер — один вхід. Розмір за кількістю лідера йде за кожною частиною.
why-skip-no_price = Без свіжої ціни я не знаю, скільки це коштувало б. Зазвичай вона з'являється за кілька секунд.
why-skip-slippage = Дозвольте більше прослизання, якщо важливіше увійти, ніж увійти дешево.
why-skip-no_balance = Я ще не прочитав баланс рахунку. Якщо так і лишиться, гляньте на ключ рахунку.
why-skip-no_leader_equity = Ваш розмір — частка капіталу лідера, а він невідомий. Інший спосіб працює і без нього.
why-skip-limit_reached = Це ваш ліміт, і він спрацював. Підніміть його, якщо хочете більше.
why-skip-too_many_positions = Це ваш ліміт, і він спрацював. Дозвольте більше позицій або закрийте одну.
why-skip-not_enough_balance = Те, що тримають ваші ордери й позиції, двічі не витратити. Поповніть рахунок або закрийте щось.
why-skip-below_minimum = Виберіть більший розмір або дозвольте піднімати малі копії до мінімуму.
why-skip-dust = Залишок замалий, щоб його продати. Він лишається у вашому гаманці.
why-skip-not_decided = Я на цьому спіткнувся і краще пропустив, ніж вгадував. Причина є в журналі оператора.

why-failure-not-sent = Шлях до біржі був обірваний. Нічого не пішло, тож нічого й не повернеться; входи навздогін не надсилаються.
why-failure-rejected-by-exchange = Біржа відмовила саме цьому ордерові. Наступний — нова спроба.
why-failure-not-filled = Дозвольте більше, якщо важливіше увійти.
why-failure-insufficient-funds = Їх забрав інший ордер, комісія чи збиток. Поповніть рахунок або виберіть менший розмір.
why-failure-key-rejected = Ключ змінили, видалили або прив'язали до іншої адреси. Замініть його на екрані рахунку.
why-failure-position-mode = Його змінили на біржі. Я перевіряю сам; більше сказано на екрані рахунку.
why-failure-entries-closed = Саме тоді щось було ненадійним, тож вхід не надіслано. Це відкриється само.
why-failure-close-leg-failed = Лідер розвернувся. Доки ваша стара сторона відкрита, нова лише гасила б її.
why-failure-confirmation-expired = Це копіювання спершу питає, і час вийшов. Воно може копіювати й одразу.
why-failure-skipped-by-follower = Ви вирішили не копіювати, або закрили позицію, поки я питав.
why-failure-follow-stopped = Ви зупинили копіювання, поки ордер був у дорозі.
why-failure-leader-left = Лідер вийшов раніше, ніж ви відповіли. Увійшовши самі, ви лишилися б без виходу.
why-failure-slippage = Коли нарешті можна було надіслати, ціна вже була за вашим прослизанням. Входи навздогін не надсилаються.
why-failure-not-at-exchange = Це доведено. Удруге не надіслано: для входу запізно.
why-failure-other = Біржа назвала власну причину. Наступний ордер — нова спроба.

outcome-accepted = { $exchange } прийняла ордер
outcome-not_sent = Ордер не залишив цієї машини
outcome-clock = { $exchange } відмовила через годинник: час розійшовся
outcome-rejected = { $exchange } відхилила ордер
outcome-duplicate = { $exchange } вже має саме цей ордер, тож двічі його не поставлено
outcome-throttled = { $exchange } мала саме тоді забагато запитів
outcome-auth = { $exchange } не прийняла ключ
outcome-ambiguous = { $exchange } не відповіла ясно
why-outcome-accepted = Ордер на біржі. Я питаю, скільки з нього виконано.
why-outcome-not_sent = Нічого не пішло, тож нічого не могло бути куплено чи продано.
why-outcome-clock = Нічого не куплено і не продано. Годинник виправляється, і наступний ордер піде вчасно.
why-outcome-rejected = Ясне «ні»: нічого не куплено і не продано, відкладене знову вільне.
why-outcome-duplicate = Кожен ордер має власне ім'я, тож двічі його не поставити. Я питаю, що з ним сталося.
why-outcome-throttled = Біржі обмежують, як часто можна питати. Я чекаю, потім питаю, чи ордер існує; наосліп він ніколи не надсилається вдруге.
why-outcome-auth = Нічого не куплено і не продано. Якщо ключ не приймуть ще раз, рахунок стане на паузу.
why-outcome-ambiguous = Я питаю далі саме про цей ордер за його ім'ям і ніколи не надсилаю його вдруге. Потрібне для нього лишається відкладеним.

button-fix-size = Змінити розмір
button-fix-sizing = Інший спосіб розміру
button-fix-below_minimum = Піднімати малі копії
button-fix-allowed = Лише монети…
button-fix-denied = Ніколи монети…
button-fix-side_filter = Які напрямки
button-fix-max_slippage = Більше прослизання
button-fix-max_age_seconds = Більше секунд
button-fix-max_open_positions = Більше позицій
button-fix-max_per_trade = Змінити: на угоду
button-fix-max_symbol_exposure = Змінити: на монету
button-fix-max_total_exposure = Змінити: загалом
button-fix-edit = Змінити копіювання
button-fix-resume = Продовжити
button-fix-leader = Почати знову
button-fix-account = Глянути на рахунок
button-fix-positions = Глянути, що відкрито

## Pictures.
button-curve = Крива
button-calendar = Календар
button-chart = Графік
button-share = Поділитися
button-theme-dark = Темна
button-theme-light = Світла
button-mode-live = Показати гроші
button-mode-paper = Показати папір
button-amounts-show = Показати суми
button-amounts-hide = Сховати суми
button-leader-show = Назвати лідера
button-leader-hide = Сховати лідера
picture-utc = Дні й час за UTC
picture-curve-title = Прибуток і збиток
picture-curve-subtitle = { $period } · закриті позиції, після комісій
picture-curve-empty = За цей час ще нічого не закрито.
picture-curve-caption =
    <b>Прибуток і збиток</b> · { $period }
    { $count ->
        [one] Закрито { $count } позицію
        [few] Закрито { $count } позиції
       *[many] Закрито { $count } позицій
    }: { $pnl }
picture-closed = Закрито
picture-won = З прибутком
picture-best = Найкраща
picture-worst = Найгірша
picture-fall = Макс. спад
picture-open-now = Відкрито зараз
picture-month-subtitle = Результат кожного дня, в USDT
picture-month-caption =
    <b>{ $month }</b>
    { $count ->
        [one] Закрито { $count } позицію
        [few] Закрито { $count } позиції
       *[many] Закрито { $count } позицій
    }: { $pnl }
picture-chart-subtitle = { $side } { $leverage }x · { $leader } · { $exchange }
picture-chart-empty = Цін за цей час не знаю.
picture-chart-candles = Одна свічка: { $step } · час за UTC
picture-chart-bare = Біржа не дала свічок: показано лише мої купівлі й продажі. Час за UTC.
picture-chart-caption = <b>{ $market }</b> { $side } · результат { $pnl }
picture-turn-entry = вхід
picture-turn-exit = вихід
picture-level-entry = вхід { $price }
picture-level-stop = стоп-лос { $price }
picture-level-take = тейк-профіт { $price }
picture-level-liquidation = ліквідація { $price }
picture-entry = Вхід
picture-exit = Вихід
picture-price-now = Ціна зараз
picture-result = Результат
picture-fees = Комісії
picture-return = На маржу
picture-size = Розмір
candle-60 = 1 хвилина
candle-300 = 5 хвилин
candle-900 = 15 хвилин
candle-1800 = 30 хвилин
candle-3600 = 1 година
candle-14400 = 4 години
candle-86400 = 1 день
duration-minutes = { $count ->
    [one] { $count } хвилина
    [few] { $count } хвилини
   *[many] { $count } хвилин
}
duration-hours = { $count ->
    [one] { $count } година
    [few] { $count } години
   *[many] { $count } годин
}
duration-days = { $count ->
    [one] { $count } день
    [few] { $count } дні
   *[many] { $count } днів
}
card-copied = Копія угоди { $leader } · { $held }
card-own = Скопійовано через Tandem · { $held }
card-open = ще відкрита
card-footer = Tandem: копіювання угод на власному сервері
card-caption = <b>{ $market }</b> { $side }: <b>{ $figure }</b>
card-link = Скопійовано через <a href="{ $link }">Tandem</a>
card-hint = Перешліть її кому завгодно. Суми приховано, доки ви їх не покажете.
refusal-picture-failed = Картинку не вдалося намалювати. Спробуйте ще раз.
refusal-pictures-busy = Зараз малюється багато картинок. Спробуйте за хвилину.
weekday-short-1 = пн
weekday-short-2 = вт
weekday-short-3 = ср
weekday-short-4 = чт
weekday-short-5 = пт
weekday-short-6 = сб
weekday-short-7 = нд
month-1 = Січень
month-2 = Лютий
month-3 = Березень
month-4 = Квітень
month-5 = Травень
month-6 = Червень
month-7 = Липень
month-8 = Серпень
month-9 = Вересень
month-10 = Жовтень
month-11 = Листопад
month-12 = Грудень
## Господарство оператора.

command-export = Ваші угоди файлом для таблиці
command-status = Чи працює копіювання?
button-status = Стан
button-export = Експорт
button-invites = Відкриті запрошення
button-audit = Хто що зробив
button-announce = Сказати всім
button-look-again = Глянути ще раз
button-admin-maintain = Обслуговування
button-admin-maintainnow = Почати обслуговування
button-admin-maintainend = Завершити обслуговування
admin-maintenance = 🛠 Обслуговування: усі нові входи чекають. Виходи тривають.

invite-title = <b>Нове запрошення</b>: виберіть, що воно дозволяє.
invite-guest-leader = Можна копіювати й бути лідером.
invite-guest-follower = Можна копіювати, але не бути лідером.
invite-guest-viewer = Можна дивитися на лідерів, і все.
invite-people =
    { $count ->
        [one] Впускає { $count } людину.
        [few] Впускає { $count } людини.
       *[many] Впускає { $count } людей.
    }
invite-days =
    { $count ->
        [one] Діє { $count } день.
        [few] Діє { $count } дні.
       *[many] Діє { $count } днів.
    }
invite-accounts =
    { $count ->
        [one] щонайбільше { $count } рахунок
        [few] щонайбільше { $count } рахунки
       *[many] щонайбільше { $count } рахунків
    }
invite-capital = позицій щонайбільше на { $most } USDT за одним лідером
invite-paper = лише на папері
invite-unlimited = без обмежень
guest-leader = копіює і веде
guest-follower = копіює
guest-viewer = дивиться
button-invite-people =
    { $count ->
        [one] { $count } людина
        [few] { $count } людини
       *[many] { $count } людей
    }
button-invite-days =
    { $count ->
        [one] { $count } день
        [few] { $count } дні
       *[many] { $count } днів
    }
button-invite-accounts =
    { $count ->
        [one] { $count } рахунок
        [few] { $count } рахунки
       *[many] { $count } рахунків
    }
button-invite-any-accounts = без межі
button-invite-any-capital = без межі
button-invite-live = гроші й папір
button-invite-paper = лише на папері
button-invite-make = Створити посилання
button-invite-revoke = Відкликати { $number }
invite-revoked = Це посилання більше нічого не відкриває. Хто вже всередині, лишається.
invites-title =
    { $count ->
        [0] Відкритих запрошень немає.
        [one] <b>{ $count } відкрите запрошення</b>
        [few] <b>{ $count } відкриті запрошення</b>
       *[many] <b>{ $count } відкритих запрошень</b>
    }
invites-line = { $number }. { $guest } · використано { $uses } з { $most } · до { $until }
invites-more = … і ще { $count }

person-title = <b>{ $name }</b> · <code>{ $id }</code>
person-has = Рахунків: { $accounts } · копіювань триває: { $follows }
person-operator = Операторів називають налаштування. Їх ніщо не обмежує.
button-terms-other = Інше
terms-mean = Зміна діє для нових рахунків, копіювань і правил. Що триває, триває як є, і нічого не закривається.
terms-ask-accounts = Скільки рахунків щонайбільше? Ціле число, наприклад 2.
terms-ask-capital = На скільки USDT позицій за одним лідером щонайбільше? Наприклад $1.5k.
terms-saved = ✅ Збережено й сказано.
terms-changed = 🪪 <b>Оператор змінив, що Вам дозволено.</b>
terms-now-leader = Вам можна копіювати й бути лідером.
terms-now-follower = Вам можна копіювати, але не бути лідером.
terms-now-viewer = Вам можна дивитися на лідерів, і все.
terms-mean-own = Це діє для нових рахунків, копіювань і правил та для переходу на справжні гроші. Що триває, триває як є, і нічого не закривається.

audit-title = <b>Хто що зробив</b>
audit-empty = Поки нічого.
audit-done = { $at } · { $who }: { $deed }
audit-refused = { $at } · { $who }: { $deed }, відмовлено
deed-other = щось інше
deed-create-invite = створення запрошення
deed-revoke-invite = відкликання запрошення
deed-change-terms =
    { $what ->
        [none] зміна дозволеного
       *[other] зміна дозволеного для { $what }
    }
deed-join = вхід за запрошенням
deed-welcome-operator = роль оператора за налаштуваннями
deed-change-language = зміна мови
deed-tune-noise = зміна сповіщень
deed-link-account = під'єднання рахунку
deed-replace-key = заміна ключа
deed-switch-account-mode =
    { $what ->
        [live] перехід рахунку на справжні гроші
       *[other] перехід рахунку на папір
    }
deed-unlink-account = від'єднання рахунку
deed-publish-leader = початок лідерства
deed-retire-leader = кінець лідерства
deed-start-follow = початок копіювання лідера
deed-change-follow = зміна правил копіювання
deed-pause-follow = пауза копіювання лідера
deed-pause-follows = пауза всього копіювання
deed-resume-follows = продовження всього копіювання
deed-stop-follows = кінець усього копіювання
deed-plan-news = тихі години
deed-undo = скасування
deed-resume-follow = продовження копіювання лідера
deed-stop-follow = кінець копіювання лідера
deed-answer-confirmation = відповідь на запитання
deed-close-position = закриття позиції
deed-protect-position = зміна стоп-лосу чи тейк-профіту
deed-switch-copying =
    { $what ->
        [pause] пауза нових копій для всіх
       *[other] продовження нових копій для всіх
    }
deed-switch-maintenance =
    { $what ->
        [begin] початок обслуговування
       *[other] кінець обслуговування
    }
deed-announce = оголошення всім
deed-thaw-account = чужі ордери визнано своїми
deed-reconcile = розбіжність у книгах залагоджено
deed-answer-lost-stop = відповідь про зниклий стоп

announce-ask = Що мають прочитати всі? Напишіть одним повідомленням. Перед надсиланням ви його побачите.
announce-preview =
    { $count ->
        [one] Це прочитає { $count } людина. Щоб змінити, напишіть ще раз.
        [few] Це прочитають { $count } людини. Щоб змінити, напишіть ще раз.
       *[many] Це прочитають { $count } людей. Щоб змінити, напишіть ще раз.
    }
announcement-title = 📣 <b>Від оператора</b>
announcement-text = { $text }
button-announce-send = Надіслати { $count ->
        [one] { $count } людині
       *[other] { $count } людям
    }
announce-progress =
    📣 <b>У дорозі.</b>
    Отримали { $delivered } з { $people }, ще попереду { $waiting }, недосяжні { $unreachable }.

maintenance-ask = <b>Обслуговування:</b> нові входи всіх чекають, поки ви його не завершите, навіть після перезапуску. Виходи тривають. Усім буде сказано зараз і ще раз наприкінці.
maintenance-switched-begin = 🛠 Обслуговування почалося. Усім сказано.
maintenance-switched-end = Обслуговування завершено. Усім сказано.
maintenance-begun = 🛠 <b>Обслуговування.</b> Нові копії трохи зачекають. Закриття, стоп-лос і тейк-профіт працюють. Я скажу, коли все завершиться.
maintenance-ended = ✓ <b>Обслуговування завершено.</b> Нові копії знову створюються.
maintenance-ended-paused = ✓ <b>Обслуговування завершено.</b> Оператор поки тримає нові копії на паузі; закриття тривають.

status-title = <b>Стан господарства</b>
status-running = ✓ Нові входи створюються.
status-paused = ⏸ Нові входи призупинив оператор. Виходи тривають.
status-maintenance = 🛠 Обслуговування з { $since }: нові входи чекають, виходи тривають.
status-gate = ⚠ Входи чекають: { $gate }.
status-exchanges-fine = ✓ Використано запитів: { $shares }
status-exchange = ⚠ { $exchange }: використано { $used }% запитів
status-lanes = { $state }: { $lanes }
status-silent = просить тиші, { $seconds } с
status-stream = { $mark } { $leader } ({ $exchange }): { $state }, чути { $lag }, остання угода { $last }
status-lag = { $seconds } с тому
status-more = … і ще { $count }
status-queues = Чекають: повідомлень { $messages }, записів { $works } · останній запис { $commit } мс
lane-state-open = поки закрито
lane-state-half-open = пробую знову
gate-disk = диск заповнений або недоступний для запису
gate-damaged = книга пошкоджена
gate-clock = годинники розходяться
gate-restored = порівнюється старіша книга
gate-conflict = інший бот користується тим самим токеном
gate-recovering = рахунки порівнюються
gate-frozen = біржа не приймає цю машину, або є невідомі ордери
gate-blind = біржа не відповідає на запитання

own-status-title = <b>Чи працює копіювання?</b>
own-status-none = Ви нікого не копіюєте, тож нічого й не копіюється.
own-status-follow = { $mark } <b>{ $leader }</b> → { $account }{ $badge }, остання угода { $last }
own-status-unclear =
    { $count ->
        [one] { $count } ордер чекає на чітку відповідь біржі.
        [few] { $count } ордери чекають на чітку відповідь біржі.
       *[many] { $count } ордерів чекають на чітку відповідь біржі.
    }
obstacle-follow-paused = Ви поставили паузу: закриття тривають.
obstacle-follow-closing = Тут лише закриття.
obstacle-account-paused = Рахунок на паузі: перевірте його ключ у /accounts.
obstacle-leader-unheard = Зараз цього лідера не чути. Пропущене буде прочитано потім.
obstacle-gate = Нові копії чекають: { $gate }. Закриття тривають.
obstacle-other = Нові копії чекають. Закриття тривають.

copies-missing = ⚠ <b>{ $leader } торгує, а копій немає</b> вже { $minutes } хв. Чому:
copies-reason = • { $reason }: { $count }
copies-back = ✓ Угоди { $leader } знову копіюються.
missing-unclear = біржа не відповіла
missing-refused = біржа відхилила ордер
missing-follow-stopped = зупинено
missing-follow-paused = пауза за бажанням людини
missing-follow-close-only = лише закриття
missing-copying-paused = пауза оператора
missing-account-not-ready = рахунок на паузі, ключ не приймають
missing-entries-closed = входи чекають заради безпеки
missing-symbol-unknown = такого ринку там немає
missing-market-closed = ринок не приймає входів
missing-symbol-not-allowed = небажана монета
missing-side-not-allowed = небажаний бік
missing-symbol-taken = ринок тримає інший лідер
missing-nothing-to-add-to = немає до чого додавати
missing-nothing-to-close = немає чого закривати
missing-too-old = побачено запізно
missing-undated = неможливий час
missing-leader-left = лідер уже вийшов
missing-order-copied = уже скопійовано
missing-no-price = немає свіжої ціни
missing-slippage = ціна відійшла задалеко
missing-no-balance = баланс невідомий
missing-no-leader-equity = капітал лідера невідомий
missing-limit-reached = досягнуто межі
missing-too-many-positions = забагато позицій
missing-not-enough-balance = замало вільних коштів
missing-below-minimum = менше, ніж приймає біржа
missing-dust = замало, щоб продати
missing-not-decided = не вдалося вирішити, гляньте в журнал

export-ask = Які угоди? Виберіть період або напишіть дати, як-от <code>2026-01-01 2026-03-31</code> (UTC).
button-export-week = 7 днів
button-export-month = 30 днів
button-export-year = 365 днів
button-export-all = Усі
export-begun = Файл готується.
export-done =
    { $count ->
        [one] { $count } угода. Час за UTC.
        [few] { $count } угоди. Час за UTC.
       *[many] { $count } угод. Час за UTC.
    }

key-entered-new = 🔑 Ключ для { $exchange } введено на машині самого бота: рахунок під'єднано, на папері. Це були не ви? Видаліть ключ на біржі.
key-entered = 🔑 Ключ вашого рахунку на { $exchange } замінено на машині самого бота. Це були не ви? Видаліть ключ на біржі.

refusal-viewer-only-looks = Ваше запрошення дозволяє дивитися, а не торгувати. Попросіть оператора про більше.
refusal-terms-accounts =
    { $most ->
        [one] Оператор дозволив Вам { $most } рахунок. Попросіть його про більше.
        [few] Оператор дозволив Вам { $most } рахунки. Попросіть його про більше.
       *[many] Оператор дозволив Вам { $most } рахунків. Попросіть його про більше.
    }
refusal-terms-paper-only = Оператор дозволив Вам торгувати лише на папері. Попросіть його про більше.
refusal-terms-no-leading = Оператор не дозволив Вам бути лідером. Попросіть його про це.
refusal-terms-capital = Оператор дозволив Вам позицій на { $most } USDT за одним лідером. Поставте межу всіх позицій не вище.
refusal-invite-unknown = Це запрошення вже не відкрите.
refusal-person-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-terms-operator = Операторів називають налаштування: тут їхніх умов не змінити.
refusal-terms-still-follows = Людина ще копіює лідера. Хто лише дивиться, не зміг би цього зупинити: спершу вона має зупинити копіювання сама.
refusal-bad-announcement = Потрібен текст до { $limit } знаків.
refusal-announcement-unknown = Не можу цього знайти. Можливо, його вже немає.
refusal-maintenance-stands = Триває обслуговування. Спершу завершіть його.
refusal-nothing-to-export = За цей час ваших угод немає.
refusal-export-too-large = Це не вміститься в один файл. Виберіть коротший період.
refusal-period-form = Напишіть одну чи дві дати, як-от 2026-01-01 2026-03-31, спершу ранішу.

deed-open-key-door = прохання про сторінку для ключів
button-key-door = На машині бота
key-door =
    🔑 <b>Ключ поза Telegram.</b> На машині, де працює бот, відкрийте це посилання у браузері:
    <code>{ $link }</code>
    Або запустіть там <code>python -m bot key</code> і вставте посилання. Воно діє один раз і закінчується { $until }.
key-page-title = Tandem: ваш ключ біржі
key-page-ask = Ваш ключ для { $exchange }. Йому потрібне лише право торгувати: ключі, що можуть виводити чи переказувати, не приймаю. Його буде замкнено, і більше ніхто його не побачить.
key-page-api-key = API-ключ
key-page-secret = Секрет
key-page-passphrase = Парольна фраза
key-page-send = Перевірити й зберегти
key-page-taken = Прийнято. Решту скаже чат; цю сторінку можна закрити.
key-page-over = Це посилання використане або застаре. Попросіть нове в чаті.
refusal-key-link-over = Це посилання використане або застаре. Попросіть нове в чаті.
refusal-key-door-away = На цій машині сторінку для ключів не відкрити. Надішліть ключ сюди або зверніться до оператора.
## Перші кроки, форми, що пробачають.

steps-title = <b>Ваша перша копія, крок за кроком</b>
step-language-done = ☑ Мова: українська
step-account = ☑ Спершу папір: гроші умовні, без ключа
step-account-done = ☑ Рахунок під'єднано
step-follow = ◻ Оберіть лідера, гляньте на приклад
step-follow-done = ☑ Ви йдете за лідером
step-copy = ◻ Побачте свою першу копію
step-copy-waiting = ⏳ Перша копія: з наступною угодою лідера
step-key = Справжні гроші потім, якщо захочете: Рахунки → Додати API-ключ.
button-choose-leader = Обрати лідера
button-resume = Продовжити, де зупинились
button-follow-paper = Піти слідом на папері
form-on = Рахунок: { $account }
form-wallet-paper = Умовних грошей: { $equity }
form-wallet-live = Ф'ючерсний гаманець (база розміру): { $equity }
positions-floating = Поточний результат: <b>{ $pnl }</b>
positions-hint = Кнопка покаже вхід, стоп-лос і закриття.
market-spot = спот
refusal-number-range-money = Напишіть суму від { $low } до { $high } USDT, наприклад $100.
refusal-number-range-percent = Напишіть відсоток від { $low }% до { $high }%, наприклад 5%.
refusal-number-range-times = Напишіть множник від { $low }x до { $high }x, наприклад 0,5x.
refusal-form-replaced = Ця кнопка з попередньої форми, тож нічого не змінено. Продовжте в найновішій або почніть знову: /start.
help-topic-look = <b>Дивитися</b>
help-topic-copy = <b>Копіювати</b>
help-topic-stop = <b>Зупинити</b>
help-topic-accounts = <b>Рахунки</b>
help-topic-more = <b>Інше</b>
help-row = { $topic }: { $commands }
button-more-rules = Більше правил ›
history-unpriced =
    { $side } { $amount } <a href="{ $link }"><b>{ $market }</b></a>
    { $sign } · { $leader }{ $paper } · { $at }

## Паузи, зупинка всього, скасування.

command-pause = Призупинити все копіювання, на час або доки не продовжите
command-resume = Продовжити призупинене
button-pause = Призупинити все…
button-stopall = Зупинити все ({ $count })…
button-follow-pause1 = Пауза на 1 годину
button-follow-pause8 = Пауза на 8 годин
follow-until = Продовжиться саме: { $at }.
rest-title = <b>Призупинити все копіювання</b>
rest-means = Доки триває пауза, нових входів немає. Виходи лідерів копіюються далі, стоп-лоси стоять.
rest-running =
    { $count ->
        [0] Зараз нікого не копіюю.
        [one] Копіюю { $count } лідера.
        [few] Копіюю { $count } лідерів.
       *[many] Копіюю { $count } лідерів.
    }
rest-paused =
    { $count ->
        [one] На паузі { $count } лідер.
        [few] На паузі { $count } лідери.
       *[many] На паузі { $count } лідерів.
    }
rest-next = Найближча пауза скінчиться сама: { $at }.
button-rest-hour = На 1 год
button-rest-eight = На 8 год
button-rest-open = Доки не продовжу
button-rest-resume = Продовжити все
button-rest-account = Лише { $account }
rested-hour =
    ⏸ { $count ->
        [0] Призупиняти було нічого.
        [one] { $count } лідер на паузі на одну годину.
        [few] { $count } лідери на паузі на одну годину.
       *[many] { $count } лідерів на паузі на одну годину.
    }
rested-eight =
    ⏸ { $count ->
        [0] Призупиняти було нічого.
        [one] { $count } лідер на паузі на вісім годин.
        [few] { $count } лідери на паузі на вісім годин.
       *[many] { $count } лідерів на паузі на вісім годин.
    }
rested-open =
    ⏸ { $count ->
        [0] Призупиняти було нічого.
        [one] { $count } лідер на паузі, доки ви не продовжите.
        [few] { $count } лідери на паузі, доки ви не продовжите.
       *[many] { $count } лідерів на паузі, доки ви не продовжите.
    }
rested-resume =
    ▶ { $count ->
        [0] На паузі нікого не було.
        [one] Знову копіюю { $count } лідера.
        [few] Знову копіюю { $count } лідерів.
       *[many] Знову копіюю { $count } лідерів.
    }
pause-ended =
    ▶ <b>Пауза скінчилася.</b> { $count ->
        [one] Знову копіюю нові входи { $count } лідера.
        [few] Знову копіюю нові входи { $count } лідерів.
       *[many] Знову копіюю нові входи { $count } лідерів.
    }
stop-all-head =
    { $count ->
        [one] <b>Більше не йти за { $count } лідером</b>
        [few] <b>Більше не йти за всіма { $count } лідерами</b>
       *[many] <b>Більше не йти за всіма { $count } лідерами</b>
    }
button-stop-all-close_all = Закрити все зараз
button-stop-all-keep = Залишити їх
button-stop-all-leader_closes = Хай закриють лідери
stopped-all-close_all =
    ✅ Ви більше ні за ким не йдете. { $count ->
        [0] Закривати було нічого.
        [one] Закриваю { $count } позицію.
        [few] Закриваю { $count } позиції.
       *[many] Закриваю { $count } позицій.
    }
stopped-all-keep = ✅ Ви більше ні за ким не йдете. Відкриті позиції тепер у ваших руках.
stopped-all-leader_closes = ✅ Нових входів більше немає. Відкрите закриється, коли закриє його лідер.
button-undo = ↩ Скасувати
undo-until = Скасування спливає { $at }.
undone = ↩ Скасовано: усе як було.
refusal-undo-unknown = Тут нічого скасовувати.
refusal-undo-used = Це вже скасовано.
refusal-undo-late = Півхвилини минуло, тож скасувати це вже не можна. Зараз нічого не змінено.
refusal-undo-changed = Відтоді це змінилося знову, тож я лишаю все, як є зараз.
refusal-time-form = Напишіть час, наприклад 22:30 або 7.
refusal-quiet-form = Тихим годинам потрібні початок та інший кінець, наприклад 22:30-7.
refusal-zone-unknown = Я не знаю цього місця. Напишіть велике місто поруч, наприклад Київ, або відстань, наприклад UTC+2.
summary-daily = 🗓 <b>Ваш день</b>
summary-weekly = 🗓 <b>Ваш тиждень</b>
summary-time = { $since } – { $until }
summary-nothing = Нічого не скопійовано й нічого не закрито.
summary-copied =
    { $count ->
        [0] Нічого не скопійовано.
        [one] Скопійовано { $count } угоду.
        [few] Скопійовано { $count } угоди.
       *[many] Скопійовано { $count } угод.
    }
summary-slippage = Проти ціни лідера: у середньому { $points } б. п.
summary-extremes = Найкраще { $best } ({ $best_market }) · найгірше { $worst } ({ $worst_market })
summary-skipped =
    { $count ->
        [one] Пропущено { $count } угоду:
        [few] Пропущено { $count } угоди:
       *[many] Пропущено { $count } угод:
    }
summary-skip = · { $count }× { $reason }
summary-other-reasons = інші причини.
summary-open =
    { $count ->
        [one] Відкрита { $count } позиція, поточний результат { $pnl }.
        [few] Відкриті { $count } позиції, поточний результат { $pnl }.
       *[many] Відкрито { $count } позицій, поточний результат { $pnl }.
    }
digest-title-burst =
    { $count ->
        [one] 🗞 <b>{ $count } повідомлення коротко</b>
        [few] 🗞 <b>{ $count } повідомлення коротко</b>
       *[many] 🗞 <b>{ $count } повідомлень коротко</b>
    }
digest-title-quiet =
    { $count ->
        [one] 🌙 <b>За тихі години: { $count } повідомлення коротко</b>
        [few] 🌙 <b>За тихі години: { $count } повідомлення коротко</b>
       *[many] 🌙 <b>За тихі години: { $count } повідомлень коротко</b>
    }
digest-filled =
    { $count ->
        [one] ✅ <b>Виконано { $count } копію</b>, { $total } USDT
        [few] ✅ <b>Виконано { $count } копії</b>, разом { $total } USDT
       *[many] ✅ <b>Виконано { $count } копій</b>, разом { $total } USDT
    }
button-hours = Тихі години та підсумки
hours-title = <b>Тихі години та підсумки</b>
hours-zone = Ваш годинник: { $zone }, зараз { $now }.
hours-quiet-means = <b>Тихі години</b>: пропуски та збої чекають, угоди приходять без звуку. Ліквідації, ключі, невдачі та стоп-лоси чутно завжди.
hours-digest-means = <b>Підсумок</b>: результат, комісії, найкраще, найгірше й пропуски; кілька рядків.
hours-saved = ✅ Збережено.
hours-on = так
hours-ask-zone = <b>Де ви живете?</b> Оберіть місто з вашим часом або напишіть його чи відстань, наприклад UTC+2.
hours-ask-quiet = <b>Коли має бути тихо?</b> Оберіть або напишіть, наприклад 22:30-7.
hours-ask-at = <b>О котрій надсилати підсумки?</b> Оберіть або напишіть час, наприклад 8:30.
hours-ask-weekly = <b>Якого дня надсилати підсумок тижня?</b>
button-hours-zone = Часовий пояс: { $value }
button-hours-quiet = Тихі години: { $value }
button-hours-at = Підсумки о { $value }
button-hours-daily = Щодня: { $value }
button-hours-weekly = Щотижня: { $value }
weekday-0 = понеділок
weekday-1 = вівторок
weekday-2 = середа
weekday-3 = четвер
weekday-4 = п'ятниця
weekday-5 = субота
weekday-6 = неділя
city-europe-kyiv = Київ
city-europe-warsaw = Варшава
city-europe-berlin = Берлін
city-europe-london = Лондон
city-europe-lisbon = Лісабон
city-europe-istanbul = Стамбул
city-asia-tbilisi = Тбілісі
city-asia-dubai = Дубай
city-asia-almaty = Алмати
city-asia-singapore = Сінгапур
city-asia-tokyo = Токіо
city-america-new-york = Нью-Йорк
city-america-chicago = Чикаго
city-america-los-angeles = Лос-Анджелес
city-america-sao-paulo = Сан-Паулу
